/** Calls as resources of Terraform's AWS provider (argument names as its documentation has them). Pure. */
import type { Portal } from '../../kit/session.ts'
import type { Call } from './commands.ts'

type Input = Readonly<Record<string, unknown>>

/** The arguments of a resource: text, numbers, lists, and blocks (objects). */
interface Resource {
  readonly type: string
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

export function terraformOf(calls: readonly Call[], portal: Portal): string {
  const parts = calls.map((call, place) => {
    const resource = 'service' in call ? resourceOf(call.operation, call.input, place) : undefined
    return resource === undefined ? `# Terraform has no resource for ${nameOf(call)}.` : blockOf(resource)
  })
  return [providerOf(portal), ...new Set(parts)].join('\n\n')
}

const nameOf = (call: Call): string => ('service' in call ? call.operation : `${call.method} /api/v1${call.path}`)

const providerOf = ({ url, region }: Portal): string =>
  block('provider "aws"', { region, endpoints: { ssoadmin: url, identitystore: url, organizations: url } })

/** What each call makes. Removing is taking the resource out of the configuration. */
function resourceOf(operation: string, input: Input, place: number): Resource | undefined {
  const set = { instance_arn: input.InstanceArn, permission_set_arn: input.PermissionSetArn }
  const make = (type: string, name: unknown, args: Input): Resource => ({
    type: `aws_${type}`,
    name: identifier(typeof name === 'string' ? name : '', place),
    arguments: args,
  })
  switch (operation) {
    case 'CreateUser':
      return make('identitystore_user', input.UserName, userArguments(input))
    case 'CreateGroup':
      return make('identitystore_group', input.DisplayName, {
        identity_store_id: input.IdentityStoreId,
        display_name: input.DisplayName,
        description: input.Description,
      })
    case 'CreateGroupMembership':
      return make('identitystore_group_membership', undefined, {
        identity_store_id: input.IdentityStoreId,
        group_id: input.GroupId,
        member_id: (input.MemberId as Input | undefined)?.UserId,
      })
    case 'CreatePermissionSet':
      return make('ssoadmin_permission_set', input.Name, {
        instance_arn: input.InstanceArn,
        name: input.Name,
        description: input.Description,
        session_duration: input.SessionDuration,
        relay_state: input.RelayState,
      })
    case 'AttachManagedPolicyToPermissionSet':
      return make('ssoadmin_managed_policy_attachment', lastPart(input.ManagedPolicyArn), {
        ...set,
        managed_policy_arn: input.ManagedPolicyArn,
      })
    case 'AttachCustomerManagedPolicyReferenceToPermissionSet': {
      const { Name, Path } = (input.CustomerManagedPolicyReference ?? {}) as Input
      const reference = { customer_managed_policy_reference: { name: Name, path: Path } }
      return make('ssoadmin_customer_managed_policy_attachment', Name, { ...set, ...reference })
    }
    case 'PutInlinePolicyToPermissionSet':
      return make('ssoadmin_permission_set_inline_policy', undefined, { ...set, inline_policy: input.InlinePolicy })
    case 'PutPermissionsBoundaryToPermissionSet': {
      const { ManagedPolicyArn } = (input.PermissionsBoundary ?? {}) as Input
      const boundary = { permissions_boundary: { managed_policy_arn: ManagedPolicyArn } }
      return make('ssoadmin_permissions_boundary_attachment', undefined, { ...set, ...boundary })
    }
    case 'CreateAccountAssignment':
      return make('ssoadmin_account_assignment', undefined, {
        ...set,
        principal_id: input.PrincipalId,
        principal_type: input.PrincipalType,
        target_id: input.TargetId,
        target_type: input.TargetType,
      })
    case 'CreateAccount':
      return make('organizations_account', input.AccountName, { name: input.AccountName, email: input.Email })
    case 'CreateOrganizationalUnit':
      return make('organizations_organizational_unit', input.Name, { name: input.Name, parent_id: input.ParentId })
    default:
      return undefined
  }
}

function userArguments(input: Input): Input {
  const { GivenName, FamilyName } = (input.Name ?? {}) as Input
  const [email] = (input.Emails ?? []) as readonly Input[]
  return {
    identity_store_id: input.IdentityStoreId,
    user_name: input.UserName,
    display_name: input.DisplayName,
    title: input.Title,
    nickname: input.NickName,
    locale: input.Locale,
    timezone: input.Timezone,
    preferred_language: input.PreferredLanguage,
    profile_url: input.ProfileUrl,
    user_type: input.UserType,
    name: { given_name: GivenName, family_name: FamilyName },
    ...(email === undefined ? {} : { emails: { value: email.Value, type: email.Type, primary: email.Primary } }),
  }
}

const lastPart = (arn: unknown): string => String(arn).split('/').at(-1) ?? ''

/** Letters, digits and underscores, beginning with a letter. Without a name of its own a resource is called by its place. */
function identifier(name: string, place: number): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (plain === '') return `this_${place + 1}`
  return /^[a-z]/.test(plain) ? plain : `r_${plain}`
}

const blockOf = ({ type, name, arguments: args }: Resource): string => block(`resource "${type}" "${name}"`, args)

function block(head: string, args: Input, indent = ''): string {
  const inner = `${indent}  `
  const given = Object.entries(args).filter(([, value]) => value !== undefined)
  const lines = given.map(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? block(name, value as Input, inner)
      : `${inner}${name} = ${literal(value)}`,
  )
  return `${indent}${head} {\n${lines.join('\n')}\n${indent}}`
}

/** HCL: `${` and `%{` begin templates in text, unless doubled. */
const literal = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value).replace(/[$%](?=\{)/g, sign => sign + sign) : JSON.stringify(value)
