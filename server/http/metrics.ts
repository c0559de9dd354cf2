import type { FastifyInstance } from 'fastify'
import { refuse } from './refusals.ts'

interface Tally {
  readonly labels: { readonly method: string; readonly route: string; readonly status: string }
  count: number
  seconds: number
}

interface Options {
  /** Refusals to anonymous callers by code, since the start of this process. */
  readonly counted: () => ReadonlyMap<string, number>
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * `/metrics` in Prometheus' text form, for callers on this machine only: a scraper elsewhere goes through a proxy that
 * decides who may read it. Requests are tallied in plain numbers; OpenTelemetry, which costs 25 MiB, is loaded by the
 * first scrape and reads the tallies.
 */
export function metrics(app: FastifyInstance, { counted }: Options): void {
  const tallies = new Map<string, Tally>()
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    const key = Object.values(labels).join(' ')
    const tally = tallies.get(key) ?? { labels, count: 0, seconds: 0 }
    tally.count += 1
    tally.seconds += reply.elapsedTime / 1_000
    tallies.set(key, tally)
  })
  let scrape: Promise<() => Promise<string>> | undefined
  app.get('/metrics', async (request, reply) => {
    // A proxy on this machine that PORTICO_TRUSTED_PROXIES does not name would make everybody local.
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
    if (!LOOPBACK.has(request.ip) || forwarded !== undefined)
      throw refuse('http.metrics_are_local', { observed: forwarded === undefined ? request.ip : 'a forwarded request' })
    scrape ??= exporter(tallies, counted)
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await (await scrape)())
  })
}

async function exporter(
  tallies: ReadonlyMap<string, Tally>,
  counted: Options['counted'],
): Promise<() => Promise<string>> {
  const { PrometheusExporter, PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus')
  const { MeterProvider } = await import('@opentelemetry/sdk-metrics')
  const reader = new PrometheusExporter({ preventServerStart: true })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('portico')
  meter.createObservableCounter('portico_http_requests', { description: 'Requests answered' }).addCallback(result => {
    for (const { labels, count } of tallies.values()) result.observe(count, labels)
  })
  meter
    .createObservableCounter('portico_http_request_seconds', { description: 'Time spent answering' })
    .addCallback(result => {
      for (const { labels, seconds } of tallies.values()) result.observe(seconds, labels)
    })
  meter
    .createObservableCounter('portico_refused_anonymous', { description: 'Refusals to unknown callers by code' })
    .addCallback(result => {
      for (const [code, count] of counted()) result.observe(count, { code })
    })
  meter
    .createObservableGauge('portico_resident_memory_bytes', { description: 'Resident memory of this process' })
    .addCallback(result => result.observe(process.memoryUsage.rss()))
  const serializer = new PrometheusSerializer()
  return async () => serializer.serialize((await reader.collect()).resourceMetrics)
}
