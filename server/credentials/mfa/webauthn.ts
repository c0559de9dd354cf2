/**
 * Security keys, built-in authenticators and passkeys: W3C Web Authentication by SimpleWebAuthn, which is imported when it
 * is first needed. What it throws is kept out of refusals: the check that failed is named in words of our own.
 */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Refusal } from '#server/base/refusal.ts'
import { refuse } from './refusals.ts'
import type { WebAuthnDevice } from './types.ts'

const library = () => import('@simplewebauthn/server')

/** ms that a browser gives a person. */
const TIMEOUT = 180_000
/** The largest answer of an authenticator that is looked at, in characters. */
const LONGEST_ANSWER = 32_768

/** Which of a person's authenticators the browser offers. */
export type Attachment = 'platform' | 'cross-platform'

export interface RelyingParty {
  /** `https://sso.example.org`, or a localhost. */
  readonly origin: string
  readonly name: string
}

const idOf = ({ origin }: RelyingParty): string => new URL(origin).hostname

interface NewCredential {
  readonly challenge: string
  readonly user: { readonly id: Uint8Array; readonly userName: string; readonly displayName: string }
  readonly attachment: Attachment
  /** Of this user, which the authenticator must not hold already. */
  readonly known: readonly WebAuthnDevice[]
}

/** @param challenge base64url */
export async function creationOptions(
  party: RelyingParty,
  { challenge, user, attachment, known }: NewCredential,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library()
  return generateRegistrationOptions({
    rpName: party.name,
    rpID: idOf(party),
    userName: user.userName,
    userDisplayName: user.displayName,
    userID: new Uint8Array(user.id),
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    timeout: TIMEOUT,
    attestationType: 'none',
    excludeCredentials: known.map(descriptor),
    authenticatorSelection: {
      authenticatorAttachment: attachment,
      residentKey: 'preferred',
      userVerification: 'preferred',
    },
  })
}

/**
 * WebAuthn 5.1.9. Written here, since each page that asks for a name carries one: the library takes a fifth of a second
 * and 10 MiB to be imported, and is left to judging answers.
 * @param known those of the user; absent: any passkey that the browser has for us
 */
export const requestOptions = (
  party: RelyingParty,
  challenge: string,
  known?: readonly WebAuthnDevice[],
): PublicKeyCredentialRequestOptionsJSON => ({
  challenge,
  rpId: idOf(party),
  timeout: TIMEOUT,
  userVerification: known === undefined ? 'required' : 'preferred',
  allowCredentials: (known ?? []).map(device => ({ ...descriptor(device), type: 'public-key' })),
})

const descriptor = ({ credentialId, transports }: WebAuthnDevice) => ({ id: credentialId, transports: [...transports] })

export type RegisteredCredential = Pick<
  WebAuthnDevice,
  'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'aaguid'
> & { readonly synced: boolean }

/** @param answer JSON as the page sent it @throws Refusal `mfa.webauthn_response` */
export async function registered(
  party: RelyingParty,
  answer: string,
  challenge: string,
): Promise<RegisteredCredential> {
  const response = parsed<RegistrationResponseJSON>(answer)
  const expected = { type: 'webauthn.create', challenge, origin: party.origin }
  requireClientData(response.response?.clientDataJSON, expected)
  const { verifyRegistrationResponse } = await library()
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: idOf(party),
    requireUserVerification: false,
  }).catch(() => undefined)
  if (!verified?.verified) throw notAccepted('the data of the new key', 'a credential made for this portal')
  const { credential, aaguid, credentialBackedUp } = verified.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    signCount: credential.counter,
    transports: (credential.transports ?? []).filter(one => /^[a-z-]{1,16}$/.test(one)).slice(0, 8),
    aaguid,
    synced: credentialBackedUp,
  }
}

export interface Asserted {
  /** What the authenticator counts; 0 where it does not count. */
  readonly signCount: number
  /** The person gave a PIN, a fingerprint or the like. */
  readonly userVerified: boolean
}

/** The id of the credential that signed, before anything of it is believed. @throws Refusal `mfa.webauthn_response` */
export function credentialIdOf(answer: string): string {
  const { id } = parsed<AuthenticationResponseJSON>(answer)
  if (typeof id !== 'string' || id.length > 2_048) throw notAccepted('no id of a credential', 'a credential')
  return id
}

/** The challenge that the answer says it answers. @throws Refusal `mfa.webauthn_response` */
export function challengeOf(answer: string): string {
  const { challenge } = clientData(parsed<AuthenticationResponseJSON>(answer).response?.clientDataJSON)
  return typeof challenge === 'string' ? challenge : ''
}

/** The counter is left to the caller, who compares it with what is stored in the moment of storing. @throws Refusal `mfa.webauthn_response` */
export async function asserted(
  party: RelyingParty,
  answer: string,
  challenge: string,
  device: WebAuthnDevice,
): Promise<Asserted> {
  const response = parsed<AuthenticationResponseJSON>(answer)
  requireClientData(response.response?.clientDataJSON, { type: 'webauthn.get', challenge, origin: party.origin })
  const { verifyAuthenticationResponse } = await library()
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: idOf(party),
    requireUserVerification: false,
    credential: {
      id: device.credentialId,
      publicKey: new Uint8Array(Buffer.from(device.publicKey, 'base64url')),
      counter: 0,
    },
  }).catch(() => undefined)
  if (!verified?.verified) throw notAccepted('the signature', `one by the key of ${device.name}`)
  const { newCounter, userVerified } = verified.authenticationInfo
  return { signCount: newCounter, userVerified }
}

/** What was sent, as far as it is an object; SimpleWebAuthn judges the rest. */
function parsed<T>(answer: string): Partial<T> & T {
  if (answer.length > LONGEST_ANSWER) throw notAccepted(`${answer.length} characters`, `at most ${LONGEST_ANSWER}`)
  try {
    const value: unknown = JSON.parse(answer)
    if (typeof value === 'object' && value !== null) return value as Partial<T> & T
  } catch {
    // Told below, like any other text that is no answer.
  }
  throw notAccepted('text that is no answer of an authenticator', 'the JSON that the browser makes')
}

/** The part that is most often wrong, told exactly. WebAuthn 7.1 steps 7–9 and 7.2 steps 11–13. */
function requireClientData(encoded: unknown, expected: { type: string; challenge: string; origin: string }): void {
  const data = clientData(encoded)
  for (const member of ['type', 'origin', 'challenge'] as const) {
    const observed = data[member]
    if (observed === expected[member]) continue
    if (member === 'challenge') throw notAccepted('the answer to another challenge', 'an answer to the last one')
    throw notAccepted(`${member} ${String(observed).slice(0, 200)}`, `${member} ${expected[member]}`)
  }
}

function clientData(encoded: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(String(encoded), 'base64url').toString())
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Told by the first member that is missing.
  }
  return {}
}

const notAccepted = (observed: string, expected: string): Refusal =>
  refuse('mfa.webauthn_response', { observed, expected })
