import { useQuery } from '@tanstack/react-query'
import type { Api } from '../api/call.ts'
import type { PermissionSetPage } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'
import { laidOut } from '../forms/policy-text.ts'
import type { Tag } from '../settings/tags.ts'
import type { Boundary, Definition } from './definition.ts'
import type { SetOf } from './steps.ts'

interface Reference {
  readonly Name: string
  readonly Path?: string
}

interface Described {
  readonly PermissionSet: {
    readonly Name: string
    readonly Description?: string
    readonly SessionDuration?: string
    readonly RelayState?: string
    /** Seconds. */
    readonly CreatedDate?: number
  }
}

export interface Known {
  readonly definition: Definition
  /** Unix ms. */
  readonly createdAt?: number
}

/** A permission set with all its policies and tags. */
export function useDefinition(set: SetOf) {
  const api = useApi()
  return useQuery({
    queryKey: ['definition', api.as, set],
    queryFn: () => read(api, set),
  })
}

async function read(api: Api, set: SetOf): Promise<Known> {
  const tagged = { InstanceArn: set.InstanceArn, ResourceArn: set.PermissionSetArn }
  const [described, managed, customer, inline, boundary, tags] = await Promise.all([
    api.aws<Described>('sso-admin', 'DescribePermissionSet', set),
    api.aws<{ AttachedManagedPolicies: { Arn: string }[] }>('sso-admin', 'ListManagedPoliciesInPermissionSet', set),
    api.aws<{ CustomerManagedPolicyReferences: Reference[] }>(
      'sso-admin',
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      set,
    ),
    api.aws<{ InlinePolicy?: string }>('sso-admin', 'GetInlinePolicyForPermissionSet', set),
    boundaryOf(api, set),
    api.aws<{ Tags?: Tag[] }>('sso-admin', 'ListTagsForResource', tagged),
  ])
  const { Name, Description = '', SessionDuration = 'PT1H', RelayState = '', CreatedDate } = described.PermissionSet
  return {
    definition: {
      name: Name,
      description: Description,
      duration: SessionDuration,
      relayState: RelayState,
      managed: managed.AttachedManagedPolicies.map(({ Arn }) => Arn),
      customer: customer.CustomerManagedPolicyReferences.map(referenceOf),
      inline: laidOut(inline.InlinePolicy ?? ''),
      boundary,
      tags: tags.Tags ?? [],
    },
    ...(CreatedDate === undefined ? {} : { createdAt: CreatedDate * 1000 }),
  }
}

const referenceOf = ({ Name, Path = '/' }: Reference) => ({ name: Name, path: Path })

interface BoundaryAnswer {
  readonly PermissionsBoundary?: {
    readonly ManagedPolicyArn?: string
    readonly CustomerManagedPolicyReference?: Reference
  }
}

/** Asked for only where there is one, since the API refuses it otherwise. */
async function boundaryOf(api: Api, set: SetOf): Promise<Boundary | undefined> {
  const found = await api.get<PermissionSetPage>('/permission-sets', { permissionSetArn: set.PermissionSetArn })
  if (found.permissionSets[0]?.hasBoundary !== true) return undefined
  const answer = await api.aws<BoundaryAnswer>('sso-admin', 'GetPermissionsBoundaryForPermissionSet', set)
  const { ManagedPolicyArn, CustomerManagedPolicyReference } = answer.PermissionsBoundary ?? {}
  return CustomerManagedPolicyReference === undefined ? ManagedPolicyArn : referenceOf(CustomerManagedPolicyReference)
}
