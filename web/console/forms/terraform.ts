/** Calls as resources of Terraform's AWS provider, whose arguments are called as its documentation has them. Pure. */
import type { Portal } from '../../kit/session.ts'
import type { AwsCall, Call } from './commands.ts'
import { type Arguments, block, Expression, jsonEncoded } from './hcl.ts'
import { madeBefore } from './placeholders.ts'

interface Resource {
  readonly type: string
  /** After what it is called; one without a name of its own is called by its place. */
  readonly called?: unknown
  readonly arguments: Arguments
  /** Its id, where it is there already. */
  readonly importId?: string
}

export function terraformOf(calls: readonly Call[], portal: Portal): string {
  const identifiers = new Set<string>()
  const references = new Map<string, Expression>()
  const parts = madeBefore(calls).map(({ call, gives }, place) => {
    const resource = 'service' in call ? resources[call.operation]?.(call.input, call) : undefined
    if (resource === undefined) return noteOf(call)
    const identifier = unique(identifiers, resource, place)
    const address = `aws_${resource.type}.${identifier}`
    const text = block(
      `resource "aws_${resource.type}" "${identifier}"`,
      referring(resource.arguments, references) as Arguments,
    )
    if (gives !== undefined) references.set(gives.name, new Expression(`${address}.${gives.attribute}`))
    return resource.importId === undefined ? text : `${importOf(address, resource.importId)}\n\n${text}`
  })
  return [providerOf(portal), ...new Set(parts)].join('\n\n')
}

/** The accounts may be elsewhere than the directory. */
function providerOf({ url, region, accountsEndpoint }: Portal): string {
  const accounts = accountsEndpoint === undefined ? {} : { iam: accountsEndpoint, sts: accountsEndpoint }
  const endpoints = { ssoadmin: url, identitystore: url, organizations: url, ...accounts }
  return block('provider "aws"', { region, endpoints })
}

const importOf = (address: string, id: string): string => block('import', { to: new Expression(address), id })

/** A new configuration names what earlier resources make by reference. */
function referring(value: unknown, references: ReadonlyMap<string, Expression>): unknown {
  if (typeof value === 'string') return references.get(value) ?? value
  if (typeof value !== 'object' || value === null || value instanceof Expression || value instanceof Map) return value
  if (Array.isArray(value)) return value.map(one => referring(one, references))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, referring(one, references)]))
}

function unique(taken: Set<string>, { type, called }: Resource, place: number): string {
  const wanted = identifierOf(typeof called === 'string' ? called : '', place)
  let [name, count] = [wanted, 1]
  while (taken.has(`${type} ${name}`)) name = `${wanted}_${++count}`
  taken.add(`${type} ${name}`)
  return name
}

/** Letters, digits and underscores, beginning with a letter. */
function identifierOf(name: string, place: number): string {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (plain === '') return `this_${place + 1}`
  return /^[a-z]/.test(plain) ? plain : `r_${plain}`
}

/** What a removing call is in Terraform. */
const removals: Readonly<Record<string, string>> = {
  DeleteUser: 'identitystore_user',
  DeleteGroup: 'identitystore_group',
  DeleteGroupMembership: 'identitystore_group_membership',
  DeletePermissionSet: 'ssoadmin_permission_set',
  DetachManagedPolicyFromPermissionSet: 'ssoadmin_managed_policy_attachment',
  DetachCustomerManagedPolicyReferenceFromPermissionSet: 'ssoadmin_customer_managed_policy_attachment',
  DeleteInlinePolicyFromPermissionSet: 'ssoadmin_permission_set_inline_policy',
  DeletePermissionsBoundaryFromPermissionSet: 'ssoadmin_permissions_boundary_attachment',
  DeleteAccountAssignment: 'ssoadmin_account_assignment',
  DeleteOrganizationalUnit: 'organizations_organizational_unit',
}

/** What changes something that stands in the configuration already, or needs no words there. */
const notes: Readonly<Record<string, string>> = {
  UpdateUser: 'change the arguments of its aws_identitystore_user.',
  UpdateGroup: 'change the arguments of its aws_identitystore_group.',
  UpdateOrganizationalUnit: 'change the name of its aws_organizations_organizational_unit.',
  MoveAccount: 'change the parent_id of its aws_organizations_account.',
  TagResource: 'tags are an argument of the resource that has them.',
  UntagResource: 'tags are an argument of the resource that has them.',
  ProvisionPermissionSet: 'Terraform does so by itself whenever it changes a permission set.',
}

function noteOf(call: Call): string {
  if (!('service' in call)) return `# Terraform has no resource for ${call.method} /api/v1${call.path}.`
  const { operation } = call
  const removed = removals[operation]
  if (removed !== undefined) return `# ${operation}: take its aws_${removed} out of the configuration.`
  const note = notes[operation]
  return note === undefined ? `# Terraform has no resource for ${operation}.` : `# ${operation}: ${note}`
}

type Making = (input: Arguments, call: AwsCall) => Resource

const ofSet = ({ InstanceArn, PermissionSetArn }: Arguments) => ({
  instance_arn: InstanceArn,
  permission_set_arn: PermissionSetArn,
})

/** By the operation that makes, or replaces, each. */
const resources: Readonly<Record<string, Making>> = {
  CreateUser: input => ({ type: 'identitystore_user', called: input.UserName, arguments: userArguments(input) }),
  CreateGroup: ({ IdentityStoreId, DisplayName, Description }) => ({
    type: 'identitystore_group',
    called: DisplayName,
    arguments: { identity_store_id: IdentityStoreId, display_name: DisplayName, description: Description },
  }),
  CreateGroupMembership: ({ IdentityStoreId, GroupId, MemberId }) => ({
    type: 'identitystore_group_membership',
    arguments: { identity_store_id: IdentityStoreId, group_id: GroupId, member_id: objectOf(MemberId).UserId },
  }),
  CreatePermissionSet: input => permissionSet(input.Name, input),
  UpdatePermissionSet: (input, { named }) => ({
    ...permissionSet(named, input),
    importId: `${input.PermissionSetArn},${input.InstanceArn}`,
  }),
  AttachManagedPolicyToPermissionSet: input => ({
    type: 'ssoadmin_managed_policy_attachment',
    called: lastPart(input.ManagedPolicyArn),
    arguments: { ...ofSet(input), managed_policy_arn: input.ManagedPolicyArn },
  }),
  AttachCustomerManagedPolicyReferenceToPermissionSet: input => ({
    type: 'ssoadmin_customer_managed_policy_attachment',
    called: objectOf(input.CustomerManagedPolicyReference).Name,
    arguments: { ...ofSet(input), ...referenceBlock(input.CustomerManagedPolicyReference) },
  }),
  PutInlinePolicyToPermissionSet: input => ({
    type: 'ssoadmin_permission_set_inline_policy',
    arguments: { ...ofSet(input), inline_policy: jsonEncoded(input.InlinePolicy) },
  }),
  PutPermissionsBoundaryToPermissionSet: input => ({
    type: 'ssoadmin_permissions_boundary_attachment',
    arguments: { ...ofSet(input), permissions_boundary: boundaryBlock(objectOf(input.PermissionsBoundary)) },
  }),
  CreateAccountAssignment: input => ({
    type: 'ssoadmin_account_assignment',
    arguments: {
      ...ofSet(input),
      principal_id: input.PrincipalId,
      principal_type: input.PrincipalType,
      target_id: input.TargetId,
      target_type: input.TargetType,
    },
  }),
  CreateAccount: ({ AccountName, Email, RoleName, Tags }) => ({
    type: 'organizations_account',
    called: AccountName,
    arguments: { name: AccountName, email: Email, role_name: RoleName, tags: tagMap(Tags) },
  }),
  CreateOrganizationalUnit: ({ Name, ParentId, Tags }) => ({
    type: 'organizations_organizational_unit',
    called: Name,
    arguments: { name: Name, parent_id: ParentId, tags: tagMap(Tags) },
  }),
}

const permissionSet = (name: unknown, input: Arguments): Resource => ({
  type: 'ssoadmin_permission_set',
  called: name,
  arguments: {
    name,
    instance_arn: input.InstanceArn,
    description: input.Description,
    session_duration: input.SessionDuration,
    relay_state: input.RelayState,
    tags: tagMap(input.Tags),
  },
})

const referenceBlock = (reference: unknown): Arguments => {
  const { Name, Path } = objectOf(reference)
  return { customer_managed_policy_reference: { name: Name, path: Path } }
}

const boundaryBlock = ({ ManagedPolicyArn, CustomerManagedPolicyReference }: Arguments): Arguments =>
  CustomerManagedPolicyReference === undefined
    ? { managed_policy_arn: ManagedPolicyArn }
    : referenceBlock(CustomerManagedPolicyReference)

/** A map, not a block. */
function tagMap(tags: unknown): ReadonlyMap<string, unknown> | undefined {
  const all = listOf(tags)
  return all.length === 0 ? undefined : new Map(all.map(({ Key, Value }) => [String(Key), Value]))
}

/** Terraform takes one of each of the lists. */
function userArguments(input: Arguments): Arguments {
  const name = objectOf(input.Name)
  const [email] = listOf(input.Emails)
  const [phone] = listOf(input.PhoneNumbers)
  const [address] = listOf(input.Addresses)
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
    name: snake(name),
    emails: email && snake(email),
    phone_numbers: phone && snake(phone),
    addresses: address && snake(address),
  }
}

/** `GivenName` is `given_name`. */
const snake = (value: Arguments): Arguments =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase(), one]),
  )

const objectOf = (value: unknown): Arguments =>
  typeof value === 'object' && value !== null ? (value as Arguments) : {}
const listOf = (value: unknown): readonly Arguments[] => (Array.isArray(value) ? (value as readonly Arguments[]) : [])
const lastPart = (arn: unknown): string => String(arn).split('/').at(-1) ?? ''
