import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { type Html, html } from '#server/http/index.ts'

/** Path of the one script that pages with security keys run: browsers ask for them by script alone. */
export const WEBAUTHN_SCRIPT = '/signin/webauthn.js'

interface KeyForm {
  readonly action: string
  readonly ceremony: 'create' | 'get'
  /** What the browser is asked for, as WebAuthn's JSON. */
  readonly options: object
  readonly button: string
  readonly fields: Html
  /** The browser must have an authenticator of its own for this. */
  readonly platform?: boolean
  /** The browser offers it in the field of the name as well, and stays silent where it has nothing to offer. */
  readonly autofill?: boolean
}

/** A form whose button asks the browser, and which is sent with the browser's answer. */
export const webauthnForm = ({
  action,
  ceremony,
  options,
  button,
  fields,
  platform = false,
  autofill = false,
}: KeyForm): Html => html`
<form method="post" action="${action}" data-ceremony="${ceremony}" data-options="${JSON.stringify(options)}" data-platform="${platform ? 'yes' : 'no'}" data-autofill="${autofill ? 'yes' : 'no'}"${autofill && html` hidden`}>
<input type="hidden" name="answer" value="">
${fields}
<p class="error" id="webauthn" role="status"></p>
${!autofill && html`<noscript><p class="error">Security keys and passkeys need JavaScript, which is switched off in this browser.</p></noscript>`}
<button type="submit"${autofill && html` class="second"`}>${button}</button>
</form>`

/** SimpleWebAuthn's browser half, for browsers without WebAuthn's own JSON, and ours. Read when it is first asked for. */
export function serveWebAuthnScript(app: FastifyInstance): void {
  let script: string | undefined
  app.get(WEBAUTHN_SCRIPT, async (_request, reply) => {
    script ??= [bundle(), readFileSync(new URL('./webauthn.client.js', import.meta.url), 'utf8')].join('\n')
    return reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(script)
  })
}

const bundle = (): string =>
  readFileSync(new URL('../dist/bundle/index.umd.min.js', import.meta.resolve('@simplewebauthn/browser')), 'utf8')
