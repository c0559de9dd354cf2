/** What went wrong, in the form in which it is shown. Pure: made from a status and a parsed body. */
export interface Failure {
  /** 0 when no answer came. */
  readonly status: number
  readonly message: string
  readonly code?: string
  readonly observed?: string
  readonly expected?: string
  readonly cause?: string
  readonly fix?: string
  readonly actor?: string
  readonly reference?: string
}

export class RequestFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'RequestFailed'
    this.failure = failure
  }
}

const detailNames = ['code', 'observed', 'expected', 'cause', 'fix', 'actor', 'reference'] as const

/**
 * An answer that carries no refusal (a proxy's, say) gets the advice that its status allows.
 * @param requestId the answer's `x-amzn-RequestId`, the reference where the body names none
 */
export function failureFrom(status: number, body: unknown, requestId: string | null): Failure {
  const { message, refusal } = asRecord(body)
  const record = asRecord(refusal)
  const details = detailNames.flatMap(name => {
    const value = record[name]
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : []
  })
  return {
    ...(requestId ? { reference: requestId } : {}),
    ...(details.length === 0 ? advice(status) : {}),
    ...Object.fromEntries(details),
    status,
    message: typeof message === 'string' && message !== '' ? message : `Portico answered with status ${status}.`,
  }
}

function advice(status: number): Pick<Failure, 'fix' | 'actor'> {
  if (status === 401) return { fix: 'Allow cookies for this site, then sign in again.', actor: 'user' }
  if (status === 403) return { fix: 'Ask for an assignment, then open the portal again.', actor: 'administrator' }
  if (status === 429) return { fix: 'Wait a minute, then try again.', actor: 'user' }
  if (status >= 500) return { fix: 'Try again. If it stays, pass the reference on.', actor: 'operator' }
  return {}
}

/** Whatever was thrown, as a failure. Anything but our own error means that no usable answer came. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure
  return {
    status: 0,
    message: 'Portico did not answer',
    cause: 'The request did not reach the server, or its answer did not reach this browser.',
    fix: 'Check your network connection, then try again. If others have the same problem, tell your administrator.',
    actor: 'user',
  }
}

const actors = new Map([
  ['user', 'You'],
  ['caller', 'You'],
  ['administrator', 'Your Portico administrator'],
  ['account-administrator', 'The administrator of the AWS account'],
  ['idp-administrator', 'The administrator of your identity provider'],
  ['operator', 'The people who operate this Portico server'],
])

/** Who must act, in words; a party that this version does not know is shown by its name. */
export const actorLabel = (actor: string): string => actors.get(actor) ?? actor.replaceAll('-', ' ')

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
