import { Refusal, type RefusalDetails, type RefusalTable, refuser } from '#server/base/refusal.ts'

const missing = { kind: 'missing', actor: 'caller' } as const
const wrong = { kind: 'invalid', actor: 'caller' } as const
const NOT_SIGNED_IN = 'The sign-in to the account did not work.'
const UNPROVEN = 'The request could not be matched with valid credentials.'
const session = { kind: 'unauthenticated', toUser: UNPROVEN, actor: 'caller' } as const
const signIn = { kind: 'invalid', toUser: NOT_SIGNED_IN, actor: 'administrator' } as const

export const cloudRefusals = {
  'cloud.no_such_account': {
    ...missing,
    title: 'The embedded cloud has no such account',
    toUser: 'The account does not exist.',
    cause: 'No account with this id was opened in the embedded cloud.',
    fix: 'Check the account id; ListAccounts of Organizations names the accounts.',
  },
  'cloud.no_such_role': {
    ...missing,
    title: 'The account has no such role',
    toUser: 'The role does not exist.',
    cause: 'No role with this name is in the account. Names are compared without regard to case.',
    fix: 'Check the name; ListRoles names the roles of the account. A role of a permission set exists while somebody is assigned to it.',
  },
  'cloud.no_such_policy': {
    ...missing,
    title: 'There is no such policy',
    toUser: 'The policy does not exist.',
    cause: 'Neither the account nor AWS has a policy with this ARN, or the role has no such policy.',
    fix: 'Check the ARN or name; ListPolicies and ListRolePolicies name what there is.',
  },
  'cloud.no_such_provider': {
    ...missing,
    title: 'The account has no such SAML provider',
    toUser: 'The SAML provider does not exist.',
    cause: 'No SAML provider with this ARN is in the account.',
    fix: 'Check the ARN; ListSAMLProviders names the providers of the account.',
  },
  'cloud.no_such_user': {
    ...missing,
    title: 'The account has no such IAM user',
    toUser: 'The user does not exist.',
    cause: 'No IAM user with this name is in the account. People are users of the identity store, not IAM users.',
    fix: 'Check the name. Users of the identity store are managed with the identitystore API.',
  },
  'cloud.no_such_access_key': {
    ...missing,
    title: 'There is no such access key',
    toUser: 'The access key does not exist.',
    cause: 'The user has no access key with this id, or the id is one that cannot be traced to an account.',
    fix: 'Check the id; ListAccessKeys names the keys of a user.',
  },
  'cloud.no_such_instance_profile': {
    ...missing,
    title: 'There is no such instance profile',
    toUser: 'The instance profile does not exist.',
    cause: 'The embedded cloud has no machines and therefore no instance profiles.',
    fix: 'Leave instance profiles out where the configuration is meant for the embedded cloud.',
  },
  'cloud.role_exists': {
    kind: 'conflict',
    title: 'The account has a role of this name',
    toUser: 'A role of this name exists.',
    cause: 'Names of roles are unique in an account, whatever their path and case.',
    fix: 'Choose another name, or change the role that exists.',
    actor: 'caller',
  },
  'cloud.provider_exists': {
    kind: 'conflict',
    title: 'The account has a SAML provider of this name',
    toUser: 'A SAML provider of this name exists.',
    cause: 'Names of SAML providers are unique in an account.',
    fix: 'Choose another name, or give the provider that exists other metadata with UpdateSAMLProvider.',
    actor: 'caller',
  },
  'cloud.policy_exists': {
    kind: 'conflict',
    title: 'The account has a policy of this name',
    toUser: 'A policy of this name exists.',
    cause: 'Names of managed policies are unique in an account, whatever their path and case.',
    fix: 'Choose another name.',
    actor: 'caller',
  },
  'cloud.role_protected': {
    kind: 'denied',
    title: 'The role is protected',
    toUser: 'This role cannot be changed in the account.',
    cause:
      'The role belongs to a permission set, or to the service itself. What is in the account is made from there and would be overwritten, so nobody may change it here, administrators included.',
    fix: 'Change the permission set: its policies, session duration and description become those of the role at the next provisioning.',
    actor: 'administrator',
    seed: true,
  },
  'cloud.reserved_name': {
    kind: 'denied',
    title: 'The name or path is reserved',
    toUser: 'This name or path is reserved.',
    cause:
      'Names that begin with AWSReservedSSO_ and the paths /aws-reserved/ and /aws-service-role/ belong to services.',
    fix: 'Choose another name and path. Roles of permission sets appear by themselves when somebody is assigned.',
    actor: 'caller',
  },
  'cloud.delete_conflict': {
    kind: 'conflict',
    title: 'Something still depends on it',
    toUser: 'It cannot be deleted while something depends on it.',
    cause: 'A role is deleted after its policies; a policy is deleted after it was detached everywhere.',
    fix: 'Detach or delete what depends on it first: ListAttachedRolePolicies, ListRolePolicies, ListEntitiesForPolicy.',
    actor: 'caller',
  },
  'cloud.policy_missing': {
    kind: 'missing',
    title: 'The account lacks a customer managed policy',
    toUser: 'A policy that is needed does not exist in the account.',
    cause:
      'A permission set refers to customer managed policies by name and path; each account must have them of its own.',
    fix: 'Create the policy in the account with exactly this name and path, then provision the permission set again.',
    actor: 'account-administrator',
  },
  'cloud.policy_read_only': {
    kind: 'denied',
    title: 'Policies of AWS cannot be changed',
    toUser: 'This policy cannot be changed.',
    cause: 'The policy is managed by AWS and the same in every account.',
    fix: 'Create a policy of your own with the document you need.',
    actor: 'caller',
  },
  'cloud.quota': {
    kind: 'limit',
    title: 'A quota of IAM is exceeded',
    toUser: 'A limit of the account is reached.',
    cause: 'IAM bounds the sizes of policies, descriptions and tags, and the number of them for each role and account.',
    fix: 'Use less than the limit that is named: merge statements, or move them into managed policies.',
    actor: 'caller',
  },
  'cloud.invalid_policy_arn': {
    ...wrong,
    title: 'This is no ARN of a policy that can be used here',
    toUser: 'The policy ARN is not valid.',
    cause: 'A managed policy is one of AWS (arn:aws:iam::aws:policy/…) or of the same account.',
    fix: 'Give the ARN of a policy of AWS or of this account.',
  },
  'cloud.invalid_metadata': {
    ...wrong,
    title: 'The SAML metadata cannot be used',
    toUser: 'The SAML metadata is not valid.',
    cause: 'The document is not the metadata of one SAML 2.0 identity provider with a signing certificate.',
    fix: 'Download the metadata from the identity provider again and give it unchanged.',
  },
  'cloud.invalid_description': {
    ...wrong,
    title: 'The description cannot be used',
    toUser: 'The description holds a character that IAM does not take.',
    cause: 'IAM takes tabs, line ends, printable ASCII and Latin-1 characters in the description of a role.',
    fix: 'Leave other characters out.',
  },
  'cloud.invalid_tags': {
    ...wrong,
    title: 'The tags cannot be used',
    toUser: 'The tags are not valid.',
    cause: 'A key is named twice ignoring case, begins with aws:, or a tag is too long.',
    fix: 'Give each key once, with at most 128 characters and a value of at most 256.',
  },
  'cloud.duration_too_long': {
    ...wrong,
    title: 'The session is asked for longer than the role allows',
    toUser: 'The session duration is not allowed.',
    cause:
      'A session ends at the latest after the maximum of its role; one that is assumed from another role session after one hour.',
    fix: 'Ask for less, or raise MaxSessionDuration of the role.',
  },
  'cloud.packed_policy_too_large': {
    ...wrong,
    title: 'Session tags and policies are too large',
    toUser: 'The session tags and policies are too large.',
    cause: 'Tags and session policies travel inside the session token, compressed, and may fill it up to a limit.',
    fix: 'Use fewer or shorter session tags (attributes for access control) and session policies.',
    actor: 'administrator',
  },
  'cloud.session_expired': {
    ...session,
    title: 'The role session has expired',
    toUser: 'The credentials have expired.',
    cause: 'Temporary credentials end at the time that was named when they were issued.',
    fix: 'Get new credentials: `aws sso login`, or the access portal.',
  },
  'cloud.session_altered': {
    ...session,
    title: 'The session token was not issued here, or was altered',
    cause: 'The token does not open under the key of this instance.',
    fix: 'Use the session token exactly as it was issued, by this instance. Get new credentials if it is lost.',
  },
  'cloud.session_other_key': {
    ...session,
    title: 'The session token belongs to another access key',
    cause: 'Access key id, secret key and session token are issued together and only work together.',
    fix: 'Use all three from the same answer; look for an AWS_SESSION_TOKEN that is left in the environment.',
  },
  'cloud.role_vanished': {
    kind: 'denied',
    title: 'The role of this session no longer exists',
    toUser: 'Your access to this account has ended.',
    cause:
      'The role was deleted after the session began, or was deleted and made again: sessions hold to the unique id of a role, not to its name.',
    fix: 'Enter the account anew from the access portal. If the role is missing there, the assignment was removed.',
    actor: 'user',
  },
  'cloud.person_gone': {
    kind: 'denied',
    title: 'The person of this session is disabled or deleted',
    toUser: 'Your access to this account has ended.',
    cause:
      'The user was disabled or deleted after the credentials were issued. Credentials of the management account end with their user; those of other accounts work until they expire.',
    fix: 'Enable the user, or act as another administrator.',
    actor: 'administrator',
  },
  'cloud.assume_role_denied': {
    kind: 'denied',
    title: 'The role may not be assumed by this caller',
    toUser: 'You are not allowed to assume this role.',
    cause:
      'The trust policy of the role must allow the caller, and the caller’s own policies must as well, unless the trust policy of the same account names the caller itself. Tags need sts:TagSession there, a source identity sts:SetSourceIdentity.',
    fix: 'Allow the action that is named in the kind of policy that is named.',
    actor: 'account-administrator',
  },
  'cloud.saml_reserved_role': {
    kind: 'denied',
    title: 'Roles of permission sets are entered through the portal',
    toUser: 'This role cannot be assumed like this.',
    cause: 'The public AssumeRoleWithSAML does not work for AWSReservedSSO_ roles; only the portal enters them.',
    fix: 'Use `aws sso login` or the access portal.',
    actor: 'caller',
  },
  'cloud.saml_denied': {
    kind: 'denied',
    title: 'The trust policy of the role does not accept this sign-in',
    toUser: NOT_SIGNED_IN,
    cause:
      'The role, its SAML provider or the conditions of its trust policy do not fit the assertion. `SAML:aud` is the Recipient of the assertion; tags need sts:TagSession and a source identity sts:SetSourceIdentity.',
    fix: 'Compare the trust policy of the role with the assertion. For a role of a permission set, provision the permission set again.',
    actor: 'account-administrator',
  },
  'cloud.saml_invalid': {
    ...signIn,
    title: 'The assertion does not prove who signs in',
    cause: 'The assertion was read by the metadata of the SAML provider in the account, and one of its checks failed.',
    fix: 'See the check that is named. After a change of the signing certificate the provider in the account needs the new metadata.',
  },
  'cloud.saml_expired': {
    ...signIn,
    title: 'The assertion has expired',
    cause: 'An assertion must be used within minutes, or the clocks of the two sides differ.',
    fix: 'Start again from the portal; check the clocks if it happens again.',
  },
  'cloud.saml_role_attribute': {
    ...signIn,
    title: 'The Role attribute of the assertion is not right',
    cause:
      'The attribute https://aws.amazon.com/SAML/Attributes/Role must hold a value `roleArn,providerArn` of one account, and for this sign-in exactly one.',
    fix: 'Correct the attribute mapping of the identity provider.',
  },
  'cloud.saml_session_attribute': {
    ...signIn,
    title: 'A session attribute of the assertion is not right',
    cause:
      'RoleSessionName and SourceIdentity hold one value of 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -; SessionDuration whole seconds from 900 to 43200; each PrincipalTag one value.',
    fix: 'Correct the attribute mapping of the identity provider.',
  },
  'cloud.saml_replayed': {
    kind: 'denied',
    title: 'The assertion was used before',
    toUser: 'This sign-in was used already. Please start again from the portal.',
    cause: 'An assertion is good for one sign-in. Reloading the page or going back posts the same one again.',
    fix: 'Start again from the portal. If nobody reloaded, somebody may have copied the assertion.',
    actor: 'user',
  },
  'cloud.no_console_session': {
    kind: 'unauthenticated',
    title: 'You are not signed in to this account',
    toUser: 'You are not signed in to this account, or the session has ended.',
    cause: 'The request brings no session of this account, or one that has ended.',
    fix: 'Enter the account from the access portal.',
    actor: 'user',
  },
  'cloud.form_token': {
    kind: 'denied',
    title: 'The form does not belong to this session',
    toUser: 'The page was too old. Please load it again and repeat what you did.',
    cause: 'The token of the form was made for another session.',
    fix: 'Load the page again.',
    actor: 'user',
  },
  'cloud.invalid_relay_state': {
    ...wrong,
    title: 'The relay state is too long',
    toUser: NOT_SIGNED_IN,
    cause: 'A relay state holds at most 2048 characters here.',
    fix: 'Shorten the relay state of the permission set or the destination of the link.',
  },
} as const satisfies RefusalTable

export const refuse = refuser(cloudRefusals)

/** A refusal whose way out is known exactly. */
export const refuseWithFix = (code: keyof typeof cloudRefusals, fix: string, details: RefusalDetails): Refusal =>
  new Refusal(code, { ...cloudRefusals[code], fix }, details)
