import type {} from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface CookieJar {
  read(request: FastifyRequest): string | undefined
  /** @param expiresAt Unix ms; absent: the cookie ends with the browser */
  write(reply: FastifyReply, value: string, expiresAt?: number): void
  clear(reply: FastifyReply): void
}

/**
 * A cookie of ours: `__Host-portico_{name}` over TLS, `portico_{name}` on plain-http localhost, where browsers refuse the
 * prefix. HttpOnly, SameSite=Lax, path `/`, no domain (RFC 6265bis §4.1.3.2).
 */
export function cookie(origin: string, name: string): CookieJar {
  const secure = origin.startsWith('https:')
  const fullName = `${secure ? '__Host-' : ''}portico_${name}`
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    read: request => request.cookies[fullName],
    write: (reply, value, expiresAt) => {
      reply.setCookie(fullName, value, expiresAt === undefined ? options : { ...options, expires: dateOf(expiresAt) })
    },
    clear: reply => {
      reply.clearCookie(fullName, options)
    },
  }
}

const dateOf = (at: number): Date => new Date(at)
