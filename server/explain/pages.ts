import type { FastifyPluginAsync } from 'fastify'
import { type RefusalDefinition, type RefusalTable, whoMustAct } from '#server/base/refusal.ts'
import { html, type Page, sendPage, sendPageError } from '#server/http/index.ts'
import { refuse } from './refusals.ts'

/** `/help` lists every refusal there is; `/help/{code}` explains one. Both are public and made from the registry. */
export const helpPages: FastifyPluginAsync<{ registry: RefusalTable }> = async (app, { registry }) => {
  app.setErrorHandler(sendPageError)
  app.get('/help', (_request, reply) => sendPage(reply, listPage(registry)))
  app.get<{ Params: { code: string } }>('/help/:code', (request, reply) => {
    const { code } = request.params
    const definition = Object.hasOwn(registry, code) ? registry[code] : undefined
    if (definition === undefined) throw refuse('explain.unknown_code')
    return sendPage(reply, codePage(code, definition))
  })
}

const codePage = (code: string, definition: RefusalDefinition): Page => ({
  title: definition.title,
  wide: true,
  body: html`<h1>${definition.title}</h1>
<dl class="facts">
<dt>Code</dt><dd><code>${code}</code></dd>
<dt>What people are told</dt><dd>${definition.toUser}</dd>
<dt>Why it happens</dt><dd>${definition.cause}</dd>
<dt>Who must act</dt><dd>${whoMustAct[definition.actor]}</dd>
<dt>How to fix it</dt><dd>${definition.fix}</dd>
</dl>
<p>Refusals of callers who are known stand in the event history, with what was checked and seen, under the reference that
came with them. Those of strangers are only counted, so that nobody can fill the history from outside.</p>
<p><a href="/help">All refusals</a></p>`,
})

const listPage = (registry: RefusalTable): Page => ({
  title: 'Refusals',
  wide: true,
  body: html`<h1>Refusals</h1>
<p>Everything that Portico can refuse, by code.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Refusals">
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Meaning</th><th scope="col">Who must act</th></tr></thead>
<tbody>
${Object.entries(registry)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([code, definition]) => html`<tr><td><a href="/help/${code}"><code>${code}</code></a></td>
<td>${definition.title}</td><td>${whoMustAct[definition.actor]}</td></tr>
`,
  )}
</tbody>
</table>
</div>`,
})
