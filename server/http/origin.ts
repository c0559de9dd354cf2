import type { FastifyRequest } from 'fastify'
import { refuse } from './refusals.ts'

const header = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/**
 * The rule for scripts that rely on the session cookie: `Sec-Fetch-Site: same-origin`, and on everything but
 * GET and HEAD the exact Origin. Browsers set both headers and scripts cannot. See docs/architecture.md.
 * @throws Refusal `http.cross_origin`
 */
export function requireSameOrigin(request: FastifyRequest, origin: string): void {
  const site = header(request, 'sec-fetch-site')
  if (site !== 'same-origin')
    throw refuse('http.cross_origin', {
      observed: `Sec-Fetch-Site: ${site ?? 'absent'}`,
      expected: 'Sec-Fetch-Site: same-origin',
    })
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOrigin(request, origin)
}

/**
 * The rule for forms of our own pages: the exact Origin. Our pages are sent with `Referrer-Policy: no-referrer`, under
 * which browsers say `Origin: null` with a form (Fetch, "append a request Origin header"); Sec-Fetch-Site tells ours from
 * others then.
 * @throws Refusal `http.cross_origin`
 */
export function requireOwnForm(request: FastifyRequest, origin: string): void {
  if (header(request, 'origin') === 'null' && header(request, 'sec-fetch-site') === 'same-origin') return
  requireOrigin(request, origin)
}

function requireOrigin(request: FastifyRequest, origin: string): void {
  const sent = header(request, 'origin')
  if (sent !== origin)
    throw refuse('http.cross_origin', { observed: `Origin: ${sent ?? 'absent'}`, expected: `Origin: ${origin}` })
}
