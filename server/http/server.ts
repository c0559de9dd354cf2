import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import cookiePlugin from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import staticFiles from '@fastify/static'
import underPressure from '@fastify/under-pressure'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify, LogController } from 'fastify'
import { type Random, uuid } from '#server/base/random.ts'
import { sendApiError } from './errors.ts'
import { sendPageError } from './pages.ts'
import { refuse } from './refusals.ts'
import { compilesOnDemand } from './schemas.ts'

/** Bytes. The largest legal session token is far below, and clients send it with a few KiB of other headers. */
const HEADERS = 64 * 1024
const BODY = 1024 * 1024
/** ms for a whole request to arrive: who sends a byte now and then must not hold a connection for ever. */
const ARRIVAL = 60_000
/** Beyond this delay of the event loop, in ms, requests are refused at once instead of queueing. */
const OVERLOAD = 1_500

export interface ServerSettings {
  readonly random: Random
  readonly origin: string
  readonly hosts: ReadonlySet<string>
  readonly trustedProxies: readonly string[]
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly logLevel: string
}

/** The Fastify instance with what every door shares; doors are added by the caller. */
export async function httpServer(settings: ServerSettings): Promise<FastifyInstance> {
  const app = instance(settings)
  compilesOnDemand(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-amzn-requestid', request.id)
    if (request.url !== '/healthz' && request.url !== '/readyz' && request.url !== '/metrics')
      requireKnownHost(request.headers.host, settings.hosts)
  })
  // The route and not the address is logged: addresses carry one-time tokens.
  app.addHook('onResponse', async (request, reply) => {
    const { method, ip, routeOptions } = request
    const milliseconds = Math.round(reply.elapsedTime)
    request.log.info({ ip, method, route: routeOptions.url, status: reply.statusCode, milliseconds }, 'request')
  })
  closesConnections(app)
  app.setErrorHandler(sendError)
  app.setNotFoundHandler((request, reply) => sendError(refuse('http.not_found'), request, reply))
  await app.register(cookiePlugin)
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: settings.origin.startsWith('https:') ? { maxAge: 31_536_000 } : false,
  })
  await app.register(rateLimit, { global: false })
  await app.register(underPressure, {
    maxEventLoopDelay: OVERLOAD,
    pressureHandler: () => {
      throw refuse('http.overloaded', { retryAfter: 1 })
    },
  })
  return app
}

/** Requests under way are answered before the server stops; their connections must not then stay open for more. */
function closesConnections(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
}

const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  request.url.startsWith('/api/') ? sendApiError(error, request, reply) : sendPageError(error, request, reply)

/** Addresses that the router cannot read reach neither a hook nor a route. */
function frameworkErrors(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendError(error, request, reply.header('x-amzn-requestid', request.id))
}

function instance({ random, tls, trustedProxies, logLevel }: ServerSettings): FastifyInstance {
  const logger = { level: logLevel, stream: process.stderr, redact: ['req.headers', 'res.headers'] }
  const common = {
    bodyLimit: BODY,
    requestTimeout: ARRIVAL,
    genReqId: () => uuid(random),
    // `onResponse` above says what happened, once and without addresses.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    logger: logLevel === 'silent' ? false : logger,
    forceCloseConnections: 'idle' as const,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler,
    frameworkErrors,
  }
  if (tls === undefined) return fastify({ ...common, http: { maxHeaderSize: HEADERS } })
  // Fastify types a TLS server as another kind of instance; nothing of ours looks at the raw server.
  return fastify({ ...common, https: { ...tls, maxHeaderSize: HEADERS } }) as unknown as FastifyInstance
}

/** What is not HTTP gets 400 in HTTP's own form and nothing more; there is no request to answer with a refusal. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW'
  const status = tooLarge ? '431 Request Header Fields Too Large' : '400 Bad Request'
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Links are built from PORTICO_URL alone; refusing other hosts closes the door on DNS rebinding as well. */
function requireKnownHost(host: string | undefined, known: ReadonlySet<string>): void {
  if (host === undefined || !known.has(host.toLowerCase()))
    throw refuse('http.unknown_host', { observed: host ?? 'no Host header', expected: [...known].join(', ') })
}

const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'the host name is unknown',
}

/** @throws Refusal `http.cannot_listen` */
export async function listenOn(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const why = LISTEN_FAILURES[(cause as NodeJS.ErrnoException).code ?? '']
    if (why === undefined) throw cause
    throw refuse('http.cannot_listen', { observed: `${host}:${port}: ${why}`, cause })
  }
}

/** `/healthz` says that the process lives, `/readyz` that it can do its work. */
export function health(app: FastifyInstance, ready: () => Promise<unknown>): void {
  app.get('/healthz', async (_request, reply) => reply.type('text/plain').send('ok\n'))
  app.get('/readyz', async (request, reply) => {
    try {
      await ready()
      return reply.type('text/plain').send('ready\n')
    } catch (error) {
      request.log.warn({ err: error }, 'not ready')
      return reply.code(503).type('text/plain').send('the database does not answer\n')
    }
  })
}

const APP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/**
 * A built web app, at `path` with and without a slash behind it. HEAD of the portal is left to the portal's door: clients
 * resolve the start URL with it.
 */
export async function webApp(app: FastifyInstance, path: string, directory: string): Promise<void> {
  const page = readFileSync(join(directory, 'index.html'))
  for (const url of [path, `${path}/`])
    app.get(url, { exposeHeadRoute: false }, (_request, reply) =>
      reply
        .header('content-security-policy', APP_POLICY)
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(page),
    )
  await app.register(staticFiles, {
    root: join(directory, 'assets'),
    prefix: `${path}/assets/`,
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
    index: false,
  })
}
