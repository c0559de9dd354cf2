import { instantFrom, instantOf } from './instants.ts'
import { BEARER } from './names.ts'
import type { AssertionReading, Authentication, Confirmation, ResponseReading } from './reading.ts'
import { masked, refuse, shown } from './refusals.ts'

/** What a response is judged by. */
export interface Expectations {
  /** The identity provider's entity id. */
  readonly issuer: string
  /** The addresses at which this response may have arrived: Destination and Recipient must each be one of them. */
  readonly recipients: readonly string[]
  /** The names of this service provider, one of which each AudienceRestriction must hold. */
  readonly audiences: readonly string[]
  /** Unix ms. */
  readonly now: number
  /** How far clocks may differ; never more than `MAX_SKEW_MS`. */
  readonly skewMs: number
  /** The ID of the request of this browser. Absent: the response must be unsolicited, and say so. */
  readonly inResponseTo?: string
}

export const MAX_SKEW_MS = 180_000
/** Whatever the identity provider says, an assertion can be used no longer than this after it was issued. */
export const MAX_LIFE_MS = 600_000

export function issuerIsExpected(issuer: string | undefined, { issuer: expected }: Expectations): void {
  if (issuer !== expected) throw refuse('saml.issuer_mismatch', { observed: shown(issuer), expected })
}

/** SAML Core §3.2.2: the Response may leave its Issuer out, but may not name another. */
export function responseIssuerIsExpected({ issuer }: ResponseReading, expected: Expectations): void {
  if (issuer !== undefined) issuerIsExpected(issuer, expected)
}

/** SAML Bindings §3.5.5.2: a signed message must say where it goes; an unsigned one proves nothing by it. */
export function destinationIsHere({ destination }: ResponseReading, signed: boolean, { recipients }: Expectations) {
  if (destination === undefined ? !signed : recipients.includes(destination)) return
  throw refuse('saml.destination_mismatch', { observed: shown(destination), expected: recipients.join(' or ') })
}

/** SAML Profiles §4.1.4.2. Exactly one, which is also what AWS demands of those who sign in there. */
export function bearerConfirmation({ confirmations }: AssertionReading): Confirmation {
  const [confirmation, second] = confirmations
  if (confirmation?.method === BEARER && confirmation.notBefore === undefined && second === undefined) {
    return confirmation
  }
  throw refuse('saml.subject_confirmation', {
    observed: second ? `${confirmations.length} confirmations` : shown(confirmation?.method),
    expected: `one ${BEARER} without NotBefore`,
  })
}

export function recipientIsHere({ recipient }: Confirmation, { recipients }: Expectations): string {
  if (recipient !== undefined && recipients.includes(recipient)) return recipient
  throw refuse('saml.recipient_mismatch', { observed: shown(recipient), expected: recipients.join(' or ') })
}

/**
 * SAML Core §2.5.1.4: one restriction is satisfied by any of its audiences; several restrictions must all be.
 * @returns the name by which the first of them calls this service provider
 */
export function audienceIsUs({ audiences }: AssertionReading, { audiences: ours }: Expectations): string {
  const met = audiences.map(restriction => restriction.find(audience => ours.includes(audience)))
  const [audience] = met
  if (audience !== undefined && !met.includes(undefined)) return audience
  const observed = shown(audiences.length === 0 ? undefined : audiences.map(names => names.join(' or ')).join(' and '))
  throw refuse('saml.audience_mismatch', { observed, expected: ours.join(' or ') })
}

/** SAML Core §2.5.1. OneTimeUse asks for no more than every caller does: no assertion is taken twice. */
const UNDERSTOOD = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']

export function conditionsAreUnderstood({ conditions }: AssertionReading): void {
  const unknown = conditions.find(condition => !UNDERSTOOD.includes(condition))
  if (unknown !== undefined) throw refuse('saml.condition_unknown', { observed: shown(unknown) })
}

export function authenticationOf({ authentication }: AssertionReading): Authentication {
  if (authentication === undefined) throw refuse('saml.statement_missing')
  return authentication
}

export interface Times {
  readonly authnInstant: number
  readonly sessionNotOnOrAfter: number | undefined
  readonly notOnOrAfter: number
}

/** Every time is read strictly and judged with the tolerated difference of clocks, in favour of the sender. */
export function timesAreNow(
  assertion: AssertionReading,
  confirmation: Confirmation,
  authentication: Authentication,
  { now, skewMs }: Expectations,
): Times {
  const skew = Math.min(skewMs, MAX_SKEW_MS)
  const issued = required('IssueInstant', assertion.issueInstant)
  notAhead('IssueInstant', issued, now, skew)
  notAhead('NotBefore', optional('NotBefore', assertion.notBefore), now, skew)
  const ends = [
    issued + MAX_LIFE_MS,
    required('NotOnOrAfter of SubjectConfirmationData', confirmation.notOnOrAfter),
    optional('NotOnOrAfter of Conditions', assertion.notOnOrAfter) ?? Number.POSITIVE_INFINITY,
  ]
  const notOnOrAfter = Math.min(...ends)
  const sessionNotOnOrAfter = optional('SessionNotOnOrAfter', authentication.sessionNotOnOrAfter)
  notPast('NotOnOrAfter', notOnOrAfter, now, skew)
  notPast('SessionNotOnOrAfter', sessionNotOnOrAfter, now, skew)
  return { authnInstant: required('AuthnInstant', authentication.authnInstant), sessionNotOnOrAfter, notOnOrAfter }
}

function required(name: string, value: string | undefined): number {
  const at = value === undefined ? undefined : instantFrom(value)
  if (at !== undefined) return at
  throw refuse('saml.time_malformed', { observed: `${name} ${shown(value)}`, expected: '2026-01-02T03:04:05Z' })
}

const optional = (name: string, value: string | undefined): number | undefined =>
  value === undefined ? undefined : required(name, value)

function notAhead(name: string, at: number | undefined, now: number, skew: number): void {
  if (at === undefined || at <= now + skew) return
  throw refuse('saml.not_yet_valid', { observed: distance(name, at, now), expected: `at most ${skew / 1000} s ahead` })
}

function notPast(name: string, at: number | undefined, now: number, skew: number): void {
  if (at === undefined || now < at + skew) return
  throw refuse('saml.expired', { observed: distance(name, at, now), expected: `less than ${skew / 1000} s ago` })
}

const distance = (name: string, at: number, now: number): string =>
  `${name} ${instantOf(at)}, ${Math.abs(at - now) / 1000} s ${at > now ? 'ahead' : 'ago'}`

/** Both places that can hold it must agree; the assertion's is the one that a signature always covers. */
export function answersTheRequest(
  response: ResponseReading,
  confirmation: Confirmation,
  { inResponseTo: expected }: Expectations,
): void {
  const answers = [confirmation.inResponseTo, response.inResponseTo]
  if (answers.every(answer => answer === expected)) return
  if (answers.every(answer => answer === undefined)) throw refuse('saml.unsolicited', { expected: masked(expected) })
  const observed = masked(answers.find(answer => answer !== expected && answer !== undefined))
  throw refuse('saml.in_response_to_mismatch', { observed, expected: masked(expected) })
}
