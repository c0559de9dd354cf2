import { useQuery } from '@tanstack/react-query'
import type { Api } from '../api/call.ts'
import type { PermissionSetPage } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'
import type { Definition, SetOf } from './definition.ts'

interface Described {
  readonly PermissionSet: {
    readonly Name: string
    readonly Description?: string
    readonly SessionDuration?: string
    readonly RelayState?: string
    readonly CreatedDate?: number
  }
}

/** A permission set with all its policies. */
export function useDefinition(set: SetOf) {
  const api = useApi()
  return useQuery({
    queryKey: ['definition', api.as, set],
    queryFn: () => read(api, set),
  })
}

async function read(api: Api, set: SetOf): Promise<Definition> {
  const { permissionSets } = await api.get<PermissionSetPage>('/permission-sets', {
    permissionSetArn: set.PermissionSetArn,
  })
  const [described, managed, customer, inline, boundary] = await Promise.all([
    api.aws<Described>('sso-admin', 'DescribePermissionSet', set),
    api.aws<{ AttachedManagedPolicies: { Arn: string }[] }>('sso-admin', 'ListManagedPoliciesInPermissionSet', set),
    api.aws<{ CustomerManagedPolicyReferences: { Name: string; Path?: string }[] }>(
      'sso-admin',
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      set,
    ),
    api.aws<{ InlinePolicy?: string }>('sso-admin', 'GetInlinePolicyForPermissionSet', set),
    permissionSets[0]?.hasBoundary ? boundaryOf(api, set) : '',
  ])
  const { Name, Description = '', SessionDuration = 'PT1H', RelayState = '' } = described.PermissionSet
  return {
    name: Name,
    description: Description,
    duration: SessionDuration,
    relayState: RelayState,
    managed: managed.AttachedManagedPolicies.map(({ Arn }) => Arn),
    customer: customer.CustomerManagedPolicyReferences.map(({ Name: name, Path = '/' }) => ({ name, path: Path })),
    inline: pretty(inline.InlinePolicy ?? ''),
    boundary,
  }
}

interface Boundary {
  readonly PermissionsBoundary: { readonly ManagedPolicyArn?: string }
}

/** Asked only where there is one: the API refuses it otherwise. */
async function boundaryOf(api: Api, set: SetOf): Promise<string> {
  const answer = await api.aws<Boundary>('sso-admin', 'GetPermissionsBoundaryForPermissionSet', set)
  return answer.PermissionsBoundary.ManagedPolicyArn ?? ''
}

function pretty(document: string): string {
  try {
    return document === '' ? '' : JSON.stringify(JSON.parse(document), null, 2)
  } catch {
    return document
  }
}
