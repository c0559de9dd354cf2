/**
 * The ARNs that Portico makes and reads, each form written once: `arn('role', { … })` builds one, `readArn('role', text)`
 * takes it apart or says undefined.
 */
const forms = {
  instance: 'arn:aws:sso:::instance/{instanceId}',
  permissionSet: 'arn:aws:sso:::permissionSet/{instanceId}/{permissionSetId}',
  ssoAccount: 'arn:aws:sso:::account/{account}',
  application: 'arn:aws:sso::{account}:application/{instanceId}/{applicationId}',
  applicationProvider: 'arn:aws:sso::aws:applicationProvider/{providerName}',
  trustedTokenIssuer: 'arn:aws:sso::{account}:trustedTokenIssuer/{instanceId}/{issuerId}',
  identityStore: 'arn:aws:identitystore::{account}:identitystore/{identityStoreId}',
  user: 'arn:aws:identitystore:::user/{userId}',
  group: 'arn:aws:identitystore:::group/{groupId}',
  membership: 'arn:aws:identitystore:::membership/{membershipId}',
  accountRoot: 'arn:aws:iam::{account}:root',
  iamUser: 'arn:aws:iam::{account}:user{path}{userName}',
  role: 'arn:aws:iam::{account}:role{path}{roleName}',
  policy: 'arn:aws:iam::{account}:policy{path}{policyName}',
  managedPolicy: 'arn:aws:iam::aws:policy{path}{policyName}',
  samlProvider: 'arn:aws:iam::{account}:saml-provider/{providerName}',
  assumedRole: 'arn:aws:sts::{account}:assumed-role/{roleName}/{sessionName}',
  organization: 'arn:aws:organizations::{account}:organization/{organizationId}',
  organizationRoot: 'arn:aws:organizations::{account}:root/{organizationId}/{rootId}',
  organizationalUnit: 'arn:aws:organizations::{account}:ou/{organizationId}/{unitId}',
  organizationAccount: 'arn:aws:organizations::{account}:account/{organizationId}/{accountId}',
  serviceControlPolicy: 'arn:aws:organizations::{account}:policy/{organizationId}/service_control_policy/{policyId}',
} as const

const IAM_NAME = '[\\w+=,.@-]{1,128}'
const DIRECTORY_ID = '(?:[0-9a-f]{10}-)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'

/** What may stand in each place; the lengths are AWS's (botocore's models of sso-admin and iam). */
const places = {
  account: '\\d{12}',
  accountId: '\\d{12}',
  instanceId: '(?:sso)?ins-[a-zA-Z0-9.-]{16}',
  permissionSetId: 'ps-[a-zA-Z0-9./-]{16}',
  applicationId: 'apl-[a-zA-Z0-9]{16}',
  issuerId: 'tti-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  providerName: '[a-zA-Z0-9/._-]{1,128}',
  identityStoreId: '(?:d-[0-9a-f]{10}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})',
  userId: DIRECTORY_ID,
  groupId: DIRECTORY_ID,
  membershipId: DIRECTORY_ID,
  path: '/(?:[!-.0-~]{1,510}/)*',
  userName: IAM_NAME,
  roleName: IAM_NAME,
  policyName: IAM_NAME,
  sessionName: '[\\w+=,.@-]{2,64}',
  organizationId: 'o-[a-z0-9]{10,32}',
  rootId: 'r-[0-9a-z]{4,32}',
  unitId: 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}',
  policyId: 'p-[0-9a-zA-Z_]{8,128}',
} as const satisfies Record<Places<(typeof forms)[ArnKind]>, string>

type Places<Form extends string> = Form extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never

export type ArnKind = keyof typeof forms
export type ArnParts<Kind extends ArnKind> = Readonly<Record<Places<(typeof forms)[Kind]>, string>>

/** The longest ARN that any of the APIs takes. */
const MAX_ARN = 2048

export function arn<Kind extends ArnKind>(kind: Kind, parts: ArnParts<Kind>): string {
  const given: Readonly<Record<string, string>> = parts
  return forms[kind].replace(/\{(\w+)\}/g, (_, name: string) => {
    const part = given[name]
    if (part === undefined) throw new Error(`an ARN of a ${kind} needs ${name}`)
    return part
  })
}

/** The parts of an ARN of this kind; undefined where `text` is no such ARN. */
export function readArn<Kind extends ArnKind>(kind: Kind, text: string): ArnParts<Kind> | undefined {
  if (text.length > MAX_ARN) return undefined
  const groups = patterns[kind].exec(text)?.groups
  return groups === undefined ? undefined : ({ ...groups } as ArnParts<Kind>)
}

const patterns = Object.fromEntries(
  Object.entries(forms).map(([kind, form]) => [kind, patternOf(form)]),
) as unknown as Readonly<Record<ArnKind, RegExp>>

function patternOf(form: string): RegExp {
  const source = form.replace(/\{(\w+)\}/g, (_, name: string) => {
    return `(?<${name}>${places[name as keyof typeof places]})`
  })
  return new RegExp(`^${source}$`)
}
