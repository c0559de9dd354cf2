import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, whoMustAct } from '#server/base/refusal.ts'
import { refusalOf, retryAfter, statusOf } from './errors.ts'
import { type Html, html } from './html.ts'

/** Where the one stylesheet of the server-rendered pages is served. */
export const STYLESHEET = '/signin/style.css'

export interface Page {
  readonly title: string
  readonly body: Html
  readonly status?: number
  /** Further places that a form of this page may be sent to, beside our own origin (CSP `form-action`). */
  readonly formAction?: readonly string[]
  /** Path of a script of ours that the page runs; pages work without it. */
  readonly script?: string
  /** Wider column, for pages with tables. */
  readonly wide?: boolean
}

/** Sends a page under a strict Content-Security-Policy: no inline script or style, nothing from elsewhere, no framing. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    page.script === undefined ? "script-src 'none'" : "script-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action ${["'self'", ...(page.formAction ?? [])].join(' ')}`,
  ]
  return reply
    .code(page.status ?? 200)
    .header('content-security-policy', policy.join('; '))
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(document(page).text)
}

const document = ({ title, body, script, wide = false }: Page): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Portico</title>
<link rel="stylesheet" href="${STYLESHEET}">
<link rel="icon" href="data:,">
${script === undefined ? '' : html`<script src="${script}" defer></script>`}
</head>
<body>
<header class="brand"><span class="mark" aria-hidden="true"></span><span>Portico</span></header>
<main class="${wide ? 'card wide' : 'card'}">
${body}
</main>
</body>
</html>
`

interface Further {
  /** `<dt>` and `<dd>` of what only a person who is known may read. */
  readonly facts?: Html
  readonly next?: Html
}

/**
 * The page of a refusal: the text that is safe for anybody, the reference under which administrators find the event, and
 * the way to the page that explains the code.
 */
export const refusalPage = (refusal: Refusal, reference: string, { facts, next }: Further = {}): Page => ({
  title: refusal.definition.title,
  status: statusOf[refusal.kind],
  body: html`<h1>${refusal.definition.title}</h1>
<p role="alert">${refusal.definition.toUser}</p>
<dl class="facts">
${facts}<dt>Who can help</dt><dd>${whoMustAct[refusal.definition.actor]}</dd>
<dt>Reference</dt><dd><code>${reference}</code></dd>
<dt>Code</dt><dd><a href="/help/${refusal.code}"><code>${refusal.code}</code></a></dd>
</dl>
${next ?? html`<p><a href="/start/">Go to the portal</a></p>`}`,
})

/** Answers for pages. What is our own fault is logged here, once, and shown with the reference alone. */
export function sendPageError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal !== undefined) {
    retryAfter(reply, refusal)
    return sendPage(reply, refusalPage(refusal, request.id))
  }
  request.log.error({ err: error }, 'unexpected error')
  const body = html`<h1>Something broke on our side</h1>
<p role="alert">Nothing of what you did was wrong. The operators of this server find the cause in its log under the reference below.</p>
<dl class="facts"><dt>Reference</dt><dd><code>${request.id}</code></dd></dl>
<p><a href="/start/">Go to the portal</a></p>`
  return sendPage(reply, { title: 'Something broke on our side', status: 500, body })
}
