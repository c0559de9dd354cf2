import type { FastifyReply } from 'fastify'
import { Refusal } from '#server/base/refusal.ts'
import { type Page, retryAfter, sendPage, statusOf } from '#server/http/index.ts'
import { type Problem, problemOf } from './form-pages.ts'

/** Attempts per minute and address, in one process; the growing delay of each name is another matter. */
const TRAFFIC = { rateLimit: { max: 120, timeWindow: '1 minute' } }
export const FORM = { bodyLimit: 16 * 1024, config: TRAFFIC }
/** With the answer of a security key, which may bring certificates. */
export const KEY_FORM = { bodyLimit: 64 * 1024, config: TRAFFIC }

/** Refusals that a form shows beside its field; any other becomes a page of its own. */
const SHOWN_ON_FORM = ['signin.wrong_credentials', 'signin.too_many_attempts', 'signin.name_missing']

/** The form once more, with what was wrong. @param codes which refusals it shows */
export function again(
  error: unknown,
  reply: FastifyReply,
  page: (shown: { problem: Problem; status: number }) => Page,
  codes: readonly string[] = SHOWN_ON_FORM,
): FastifyReply {
  if (!(error instanceof Refusal) || !codes.includes(error.code)) throw error
  retryAfter(reply, error)
  return sendPage(reply, page({ problem: problemOf(error, fieldOf(error.code)), status: statusOf[error.kind] }))
}

function fieldOf(code: string): string {
  if (code === 'signin.name_missing') return 'username'
  if (code === 'mfa.device_name') return 'name'
  if (code.startsWith('mfa.webauthn') || code === 'mfa.credential_known') return 'webauthn'
  return code.startsWith('mfa.') || code === 'signin.code_sent_often' ? 'code' : 'password'
}
