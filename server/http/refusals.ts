import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const httpRefusals = {
  'http.unknown_host': {
    kind: 'invalid',
    title: 'This server does not answer for that host name',
    toUser: 'The address in your browser is not one of this portal.',
    cause: 'The Host header names neither the host of PORTICO_URL nor one of PORTICO_ALLOWED_HOSTS.',
    fix: 'Open the portal under its public address, or add the host to PORTICO_ALLOWED_HOSTS.',
    actor: 'operator',
  },
  'http.not_found': {
    kind: 'missing',
    title: 'There is nothing at this address',
    toUser: 'This page does not exist.',
    cause: 'No door of Portico answers at this path and method.',
    fix: 'Check the address; the portal is at /start.',
    actor: 'user',
  },
  'http.malformed': {
    kind: 'invalid',
    title: 'The request is malformed',
    toUser: 'The request could not be read.',
    cause: 'Method, address, headers or body are not what this door reads.',
    fix: 'Send the request as the documentation of the door says.',
    actor: 'caller',
  },
  'http.body_too_large': {
    kind: 'invalid',
    title: 'The request body is too large',
    toUser: 'The request is too large.',
    cause: 'The body is longer than this door accepts.',
    fix: 'Send less at once.',
    actor: 'caller',
  },
  'http.cross_origin': {
    kind: 'denied',
    title: 'The request came from another site',
    toUser: 'This request did not come from the portal itself, so nothing was done.',
    cause:
      'A request that relies on the session cookie must come from the origin of the portal (Sec-Fetch-Site, Origin).',
    fix: 'Open the portal and repeat the action there. Programs use SigV4 or a bearer token instead of the cookie.',
    actor: 'user',
  },
  'http.no_session': {
    kind: 'unauthenticated',
    title: 'There is no session',
    toUser: 'You are not signed in, or your session has ended.',
    cause: 'The request brings no session cookie, or one of a session that has ended.',
    fix: 'Sign in at the portal.',
    actor: 'user',
  },
  'http.rate_limited': {
    kind: 'throttled',
    title: 'Too many requests',
    toUser: 'Too many requests came from your network. Please try again in a moment.',
    cause: 'The traffic limit of this door was reached for the address of the caller.',
    fix: 'Wait for the time that Retry-After names.',
    actor: 'caller',
  },
  'http.cannot_listen': {
    kind: 'conflict',
    title: 'The server cannot listen at its address',
    toUser: 'The server could not start.',
    cause: 'The operating system does not give the address of PORTICO_LISTEN to this process.',
    fix: 'Stop the program that uses the port (ss -ltnp shows it), or give PORTICO_LISTEN another host or port.',
    actor: 'operator',
  },
  'http.metrics_are_local': {
    kind: 'denied',
    title: 'Metrics are read on this machine only',
    toUser: 'Metrics are not public.',
    cause: 'The request for /metrics came from another address than loopback, or a proxy forwarded it.',
    fix: 'Scrape on the machine itself, or through a proxy there that decides who may read and says nothing of X-Forwarded-For.',
    actor: 'operator',
  },
  'http.overloaded': {
    kind: 'unavailable',
    title: 'The server is overloaded',
    toUser: 'The service is busy. Please try again in a moment.',
    cause: 'The server refuses early instead of queueing for long.',
    fix: 'Try again shortly; if it lasts, add capacity.',
    actor: 'operator',
  },
} as const satisfies RefusalTable

export const refuse = refuser(httpRefusals)
