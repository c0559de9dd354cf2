import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { LONGEST_PASSWORD, type PasswordPolicy, SHORTEST_NAME } from '#server/credentials/index.ts'
import { type Html, html, type Page } from '#server/http/index.ts'
import { type FormPage, field, hidden, type Problem, summary, titled, withStatus } from './form-pages.ts'

/** Path of the script that marks each rule while a password is typed; without it, the answer to the form names them. */
export const PASSWORD_SCRIPT = '/signin/password.js'

interface NewPassword {
  readonly policy: PasswordPolicy
  readonly problem: Problem | undefined
  readonly focus: boolean
}

/**
 * The fields of every form that sets a password; the page has a field for the user name and runs `PASSWORD_SCRIPT`, to
 * which the rules that a browser can judge are named.
 */
export const newPasswordFields = ({ policy, problem, focus }: NewPassword): Html => html`${field({
  name: 'password',
  label: 'New password',
  type: 'password',
  autocomplete: 'new-password',
  describedBy: 'password-rules',
  problem,
  focus,
})}
<ul class="rules" id="password-rules" data-shortest="${String(policy.minimumLength)}" data-longest="${String(LONGEST_PASSWORD)}" data-name="${String(SHORTEST_NAME)}">
<li data-rule="length">${String(policy.minimumLength)} to ${String(LONGEST_PASSWORD)} characters</li>
<li data-rule="lower">a letter a–z</li>
<li data-rule="upper">a letter A–Z</li>
<li data-rule="digit">a digit</li>
<li data-rule="symbol">a symbol</li>
<li data-rule="name">without your username</li>
<li>none of your last ${String(policy.history)}</li>
${policy.refuseCommon && html`<li>not like passwords, words or names that many people use</li>`}
</ul>
<p class="hint" id="password-said" role="status"></p>
${field({ name: 'repeated', label: 'New password again', type: 'password', autocomplete: 'new-password', problem })}`

export const newPasswordPage = (
  form: FormPage & { readonly userName: string; readonly policy: PasswordPolicy },
): Page => ({
  title: titled('Set a new password', form),
  ...withStatus(form),
  script: PASSWORD_SCRIPT,
  body: html`<h1>Set a new password</h1>
${summary(form.problem)}
<p>The password that you have was for one sign-in. Choose your own to go on.</p>
<form method="post" action="/signin/new-password">
${hidden('token', form.token)}
<input type="text" name="username" value="${form.userName}" autocomplete="username" hidden>
${newPasswordFields({ policy: form.policy, problem: form.problem, focus: true })}
<button type="submit">Set password and sign in</button>
</form>`,
})

/** Read when it is first asked for. */
export function servePasswordScript(app: FastifyInstance): void {
  let script: string | undefined
  app.get(PASSWORD_SCRIPT, async (_request, reply) => {
    script ??= readFileSync(new URL('./password.client.js', import.meta.url), 'utf8')
    return reply.header('cache-control', 'public, max-age=3600').type('text/javascript; charset=utf-8').send(script)
  })
}
