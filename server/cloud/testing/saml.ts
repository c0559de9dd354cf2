/** Assertions for accounts, as the portal makes them, for tests. */
import { hex, systemRandom } from '#server/base/random.ts'
import { type AssertionValues, AUTHN_CONTEXT, NAME_ID_FORMAT, responseFor } from '#server/formats/saml/index.ts'
import {
  MEMBER,
  metadataOf,
  ORIGIN,
  PROVIDER,
  providerArn,
  RECIPIENT,
  RESERVED,
  RESERVED_PATH,
  type TestCloud,
} from './cloud.ts'

const NAMES = 'https://aws.amazon.com/SAML/Attributes/'

export interface Asserted {
  readonly roleArn?: string
  readonly providerArn?: string
  /** Beside Role and RoleSessionName. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  readonly changes?: Partial<AssertionValues>
  /** The key that signs. */
  readonly purpose?: string
}

export const reservedArn = `arn:aws:iam::${MEMBER}:role${RESERVED_PATH}${RESERVED}`

/** The form field SAMLResponse. */
export async function assertionOf(cloud: TestCloud, asserted: Asserted = {}): Promise<string> {
  const { roleArn = reservedArn, attributes = {}, changes = {}, purpose = 'accounts' } = asserted
  const provider = asserted.providerArn ?? providerArn(MEMBER)
  const { now } = cloud.time
  const named = { Role: `${roleArn},${provider}`, RoleSessionName: 'ana', ...attributes }
  const assertion = {
    id: `_${hex(systemRandom, 32)}`,
    issuedAt: now,
    issuer: `${ORIGIN}/saml/accounts`,
    audience: 'urn:amazon:webservices',
    recipient: RECIPIENT,
    nameId: { value: 'ana', format: NAME_ID_FORMAT.persistent },
    notBefore: now - 60_000,
    notOnOrAfter: now + 300_000,
    authnInstant: now,
    sessionIndex: '_s',
    authnContext: AUTHN_CONTEXT.password,
    attributes: Object.entries(named).map(([name, value]) => ({
      name: `${NAMES}${name}`,
      values: typeof value === 'string' ? [value] : value,
    })),
    ...changes,
  }
  const values = { id: `_${hex(systemRandom, 32)}`, destination: RECIPIENT, assertion }
  const xml = await responseFor(values, { ...(await cloud.signing.active(purpose)), covers: 'assertion' })
  return Buffer.from(xml).toString('base64')
}

/** The provider that the portal keeps in every account. */
export async function provideSaml(cloud: TestCloud): Promise<void> {
  const { certificate } = await cloud.signing.active('accounts')
  await cloud.cloud.ensureSamlProvider(MEMBER, PROVIDER, metadataOf([certificate]))
}
