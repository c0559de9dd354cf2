import { Refusal, type RefusalKind } from '#server/base/refusal.ts'

/** The HTTP status that IAM would have answered with: AWS's own texts begin with it. */
const STATUS = {
  invalid: 400,
  unauthenticated: 403,
  denied: 403,
  missing: 404,
  conflict: 409,
  limit: 409,
  throttled: 429,
  unsupported: 400,
  unavailable: 503,
} as const satisfies Record<RefusalKind, number>

const PASSING: readonly RefusalKind[] = ['throttled', 'unavailable', 'conflict']

/** Whether trying again may help. A failure that is nobody's "no" is ours, and may have passed as well. */
export const isPassing = (error: unknown): boolean => !(error instanceof Refusal) || PASSING.includes(error.kind)

/**
 * The FailureReason of a request: AWS's text first, since people search for it, then why and what to do.
 */
export function failureReason(error: unknown, accountId: string): string {
  if (!(error instanceof Refusal)) return 'An unexpected internal service exception was encountered'
  const { cause, fix } = error.definition
  return `${sentence(error, accountId)} ${cause} ${fix}`.replace(/\s+/g, ' ')
}

function sentence({ code, kind, message }: Refusal, accountId: string): string {
  const text = /[.!?]$/.test(message) ? message : `${message}.`
  if (code === 'cloud.no_such_account')
    return `AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account '${accountId}' takes longer than usual.`
  if (STATUS[kind] === 403)
    return `Received a 403 status error: Access denied by IAM. Please check your policy, or wait for role propagation to complete. IAM Error: ${text}`
  return `Received a ${STATUS[kind]} status error: ${text}`
}
