import type { Entry } from '#server/access/index.ts'
import {
  type AssertionValues,
  AUTHN_CONTEXT,
  BINDING,
  idpMetadata,
  NAME_ID_FORMAT,
} from '#server/formats/saml/index.ts'

/** The purpose of the key that vouches to every AWS account. */
export const ACCOUNTS_KEY = 'accounts'

/** What AWS accounts know Portico as; it is the issuer of each assertion. */
export const accountsEntityId = (origin: string): string => `${origin}/saml/accounts/metadata`

/** The metadata of the SAML provider in every account. @param certificates Base64 of the DER; all of them are valid */
export const accountsMetadata = (origin: string, certificates: readonly string[]): string =>
  idpMetadata({
    entityId: accountsEntityId(origin),
    certificates,
    singleSignOn: [{ binding: BINDING.redirect, location: `${origin}/start/` }],
    singleLogout: [],
    nameIdFormats: [NAME_ID_FORMAT.persistent],
    wantsSignedRequests: false,
  })

/** Around the instant of issue, for clocks that differ. How long AWS's own assertions hold is not confirmed. */
const SKEW = 5 * 60 * 1000
const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'

export interface Launch {
  readonly origin: string
  /** Where the browser posts it: `SAML:aud` of the role's trust policy. */
  readonly signInEndpoint: string
  readonly entry: Entry
  readonly sessionName: string
  /** When the person proved a credential, Unix ms. */
  readonly authenticatedAt: number
}

/**
 * The assertion with which a person enters a role, as AWS's sign-in endpoint reads it (IAM user guide, configuring SAML
 * assertions for the authentication response).
 */
export function accountAssertion(launch: Launch, { id, now }: { id: string; now: number }): AssertionValues {
  const { entry, origin, signInEndpoint } = launch
  const attribute = (name: string, value: string) => ({ name: ATTRIBUTES + name, values: [value] })
  return {
    id,
    issuedAt: now,
    issuer: accountsEntityId(origin),
    audience: 'urn:amazon:webservices',
    recipient: signInEndpoint,
    nameId: { value: entry.userName, format: NAME_ID_FORMAT.persistent },
    notBefore: now - SKEW,
    notOnOrAfter: now + SKEW,
    authnInstant: launch.authenticatedAt,
    sessionIndex: id,
    authnContext: AUTHN_CONTEXT.password,
    attributes: [
      attribute('Role', `${entry.roleArn},${entry.samlProviderArn}`),
      attribute('RoleSessionName', launch.sessionName),
      attribute('SessionDuration', String(entry.sessionDuration)),
    ],
  }
}
