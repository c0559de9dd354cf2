import type { FastifyRequest } from 'fastify'
import { formToken, sameText } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'

/** Reads a field: its single text value; one that was sent twice, or not at all, is empty. */
export type Fields = (name: string) => string

export function fieldsOf(request: FastifyRequest): Fields {
  const body = new Map(Object.entries(typeof request.body === 'object' && request.body !== null ? request.body : {}))
  return name => {
    const value: unknown = body.get(name)
    return typeof value === 'string' ? value : ''
  }
}

/**
 * The fields of a form of ours. It must carry the token of the cookie that came with it, which is what keeps other sites
 * out, and must not say that it comes from elsewhere.
 * @param cookieToken of the cookie that the form was made for
 * @throws Refusal `signin.form`
 */
export function formOf(request: FastifyRequest, origin: string, cookieToken: string | undefined): Fields {
  requireOwnPage(request, origin)
  const read = fieldsOf(request)
  if (cookieToken === undefined || !sameText(read('token'), formToken(cookieToken))) throw refuse('signin.form')
  return read
}

/**
 * Our pages are sent with `Referrer-Policy: no-referrer`, under which browsers send `Origin: null` with a form (Fetch,
 * "append a request Origin header"); Sec-Fetch-Site tells them apart then. @throws Refusal `signin.form`
 */
export function requireOwnPage(request: FastifyRequest, origin: string): void {
  const { origin: sent, 'sec-fetch-site': site } = request.headers
  if (sent === undefined || sent === origin || (sent === 'null' && site === 'same-origin')) return
  throw refuse('signin.form', { observed: `Origin: ${sent}`, expected: `Origin: ${origin}` })
}

/** A parameter of the address; one that was sent twice, or not at all, is undefined. */
export function query(request: FastifyRequest, name: string): string | undefined {
  const value: unknown = new Map(Object.entries(request.query ?? {})).get(name)
  return typeof value === 'string' ? value : undefined
}
