/**
 * A refusal is any "no" that Portico says. What can be refused is declared once, by code, in the `refusals.ts` of the
 * capability that checks it; an instance adds what was seen. Protocols map the kind to their own shape and nothing else.
 */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'denied'
  | 'missing'
  | 'conflict'
  | 'limit'
  | 'throttled'
  | 'unsupported'
  | 'unavailable'

/** Who must act so that it works next time. */
export type ResponsibleParty =
  | 'user'
  | 'caller'
  | 'administrator'
  | 'account-administrator'
  | 'idp-administrator'
  | 'operator'

export interface RefusalDefinition {
  readonly kind: RefusalKind
  /** One line, no full stop. */
  readonly title: string
  /** What an unknown person may read: it says nothing that an attacker can use. */
  readonly toUser: string
  readonly cause: string
  readonly fix: string
  readonly actor: ResponsibleParty
  /** True for the refusals that answer an entry of AWS SSO's own troubleshooting page. */
  readonly seed?: boolean
}

export interface RefusalDetails {
  /** What was seen. Masked where the value may be a secret; never a library's error text. */
  readonly observed?: string
  readonly expected?: string
  /** The ARN, id or name of what the refusal concerns; only what the caller may know. */
  readonly about?: string
  /** AWS's own sentence for this refusal, where clients or people search for it. */
  readonly sentence?: string
  /** For the event alone: what an administrator should see and the caller must not. */
  readonly secret?: Readonly<Record<string, string>>
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
  readonly cause?: unknown
}

export class Refusal extends Error {
  readonly code: string
  readonly definition: RefusalDefinition
  readonly details: RefusalDetails

  constructor(code: string, definition: RefusalDefinition, details: RefusalDetails = {}) {
    super(details.sentence ?? definition.title, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'Refusal'
    this.code = code
    this.definition = definition
    this.details = details
  }

  get kind(): RefusalKind {
    return this.definition.kind
  }
}

export type RefusalTable = Readonly<Record<string, RefusalDefinition>>

/** Makes the function with which a capability refuses: `throw refuse('user.name_taken', { observed })`. */
export const refuser =
  <T extends RefusalTable>(table: T) =>
  (code: keyof T & string, details?: RefusalDetails): Refusal => {
    const definition = table[code]
    if (definition === undefined) throw new Error(`refusal ${code} is not declared`)
    return new Refusal(code, definition, details)
  }

export const whoMustAct: Readonly<Record<ResponsibleParty, string>> = {
  user: 'You',
  caller: 'Whoever sends the request',
  administrator: 'An administrator of this portal',
  'account-administrator': 'An administrator of the AWS account',
  'idp-administrator': 'An administrator of the identity provider',
  operator: 'Whoever operates this server',
}

/**
 * A refusal as one text, for clients that show nothing else: AWS's sentence first, since people and programs search for
 * it; then why, what was seen and expected, who must act and how, and where it is recorded.
 */
export function refusalText(refusal: Refusal, reference: string, sentence: string = refusal.message): string {
  const { cause, fix, actor } = refusal.definition
  const { observed, expected } = refusal.details
  return [
    /[.!?]$/.test(sentence) ? sentence : `${sentence}.`,
    cause,
    ...(observed === undefined ? [] : [`Observed: ${observed}.`]),
    ...(expected === undefined ? [] : [`Expected: ${expected}.`]),
    `${whoMustAct[actor]} must act: ${fix}`,
    `(reference ${reference})`,
  ].join(' ')
}

/** The machine-readable record of a refusal, as it stands in events and in bodies of ours. */
export interface RefusalRecord {
  readonly code: string
  readonly observed?: string
  readonly expected?: string
  readonly about?: string
  readonly cause: string
  readonly fix: string
  readonly actor: ResponsibleParty
  readonly reference: string
}

/** @param reference the id of the request, which is also that of the refusal's event */
export function refusalRecord(refusal: Refusal, reference: string): RefusalRecord {
  const { observed, expected, about } = refusal.details
  return {
    code: refusal.code,
    ...(observed === undefined ? {} : { observed }),
    ...(expected === undefined ? {} : { expected }),
    ...(about === undefined ? {} : { about }),
    cause: refusal.definition.cause,
    fix: refusal.definition.fix,
    actor: refusal.definition.actor,
    reference,
  }
}
