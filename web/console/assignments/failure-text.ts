/** The text that a provisioning request failed with, taken apart. Pure. */
import type { Failure } from '../../kit/failure.ts'

/** A refusal of the portal itself, which says everything: see `refusalText` of the server. */
const REFUSAL =
  /^(.*?[.!?]) (.*?)(?: Observed: (.*?)\.)?(?: Expected: (.*?)\.)? ([A-Z][^.]*?) must act: (.*) \(reference ([0-9a-f-]+)\)$/s

/**
 * AWS's sentence comes first, since people search for it; why and what to do follow it.
 */
export function failureFromText(text: string): Failure {
  const refused = REFUSAL.exec(text)
  if (refused !== null) {
    const [, message = '', cause = '', observed, expected, actor = '', fix = '', reference = ''] = refused
    const seen = { ...(observed === undefined ? {} : { observed }), ...(expected === undefined ? {} : { expected }) }
    return { status: 0, message, cause, ...seen, actor, fix, reference }
  }
  const [, message = text, rest = ''] = /^(.*?[.!?])(?:\s+(.*))?$/s.exec(text) ?? []
  const [, cause = rest, fix = ''] = /^(.*?[.!?])(?:\s+(.*))?$/s.exec(rest) ?? []
  return {
    status: 0,
    message,
    ...(cause === '' ? {} : { cause }),
    ...(fix === '' ? { fix: 'Provision it again. If it stays, look into the events of the account.' } : { fix }),
    actor: actorOf(text),
  }
}

/** IAM of the account answers with a status; nobody's "no" is a fault of the server; all else was refused here. */
function actorOf(text: string): string {
  if (/^Received a \d+ status error/.test(text)) return 'account-administrator'
  if (text.startsWith('An unexpected internal service exception')) return 'operator'
  return 'administrator'
}
