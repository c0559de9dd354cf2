import type { Refusal } from '#server/base/refusal.ts'
import { type Html, html, type Page } from '#server/http/index.ts'

/** What was wrong with what was sent, and in which field. */
export interface Problem {
  readonly text: string
  readonly field: string
}

export interface FormPage {
  /** The token of the sign-in's or session's own cookie. */
  readonly token: string
  readonly problem?: Problem
  readonly status?: number
}

export const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`

/** An error summary that is read out first and leads to the field. */
export const summary = (problem: Problem | undefined): Html =>
  problem === undefined
    ? html``
    : html`<div class="problem" role="alert" tabindex="-1"><a href="#${problem.field}">${problem.text}</a></div>`

interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'password' | 'email'
  readonly autocomplete: string
  readonly value?: string
  readonly hint?: string
  /** The id of what else describes it. */
  readonly describedBy?: string
  readonly problem?: Problem | undefined
  readonly focus?: boolean
  /** Keys that a phone shows. */
  readonly inputmode?: 'numeric'
}

export function field(given: Field): Html {
  const { name, label, type = 'text', autocomplete, value, hint, describedBy = '', problem } = given
  const { focus = false, inputmode } = given
  const wrong = problem?.field === name
  const ids = [hint === undefined ? '' : `${name}-hint`, wrong ? `${name}-error` : '', describedBy]
  const described = ids.filter(id => id !== '')
  const extras = [
    value === undefined ? '' : html` value="${value}"`,
    described.length === 0 ? '' : html` aria-describedby="${described.join(' ')}"`,
    wrong ? html` aria-invalid="true"` : '',
    (problem === undefined ? focus : wrong) ? html` autofocus` : '',
    type === 'text' ? html` autocapitalize="none" spellcheck="false"` : '',
    inputmode === undefined ? '' : html` inputmode="${inputmode}"`,
  ]
  return html`<div class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
${wrong && html`<p class="error" id="${name}-error">${problem.text}</p>`}
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${extras}>
</div>`
}

/** Titles of pages with a problem begin with it: screen readers say the title first. */
export const titled = (title: string, { problem }: FormPage): string =>
  problem === undefined ? title : `Error: ${title}`

export const withStatus = ({ status }: FormPage): { readonly status?: number } =>
  status === undefined ? {} : { status }

interface NamePage extends FormPage {
  readonly returnTo: string
  readonly userName?: string
  /** The form of a passkey, and its script; absent where passkeys are not used. */
  readonly passkey?: { readonly form: Html; readonly script: string }
}

export const namePage = (form: NamePage): Page => ({
  title: titled('Sign in', form),
  ...withStatus(form),
  ...(form.passkey === undefined ? {} : { script: form.passkey.script }),
  body: html`<h1>Sign in</h1>
${summary(form.problem)}
<form method="post" action="/signin">
${hidden('token', form.token)}${hidden('return', form.returnTo)}
${field({
  name: 'username',
  label: 'Username',
  // Browsers offer passkeys in a field that says so.
  autocomplete: form.passkey === undefined ? 'username' : 'username webauthn',
  problem: form.problem,
  focus: true,
  ...(form.userName === undefined ? {} : { value: form.userName }),
})}
<button type="submit">Next</button>
</form>
${form.passkey?.form}`,
})

export const passwordPage = (form: FormPage & { readonly userName: string; readonly restart: string }): Page => ({
  title: titled('Enter your password', form),
  ...withStatus(form),
  body: html`<h1>Enter your password</h1>
${summary(form.problem)}
<p class="who">Signing in as <strong>${form.userName}</strong> · <a href="${form.restart}">Not you?</a></p>
<form method="post" action="/signin/password">
${hidden('token', form.token)}
<input type="text" name="username" value="${form.userName}" autocomplete="username" hidden>
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', problem: form.problem, focus: true })}
<button type="submit">Sign in</button>
</form>
<p class="hint"><a href="/signin/forgot-password">Forgot password?</a></p>`,
})

export const signOutPage = (token: string): Page => ({
  title: 'Sign out',
  body: html`<h1>Sign out?</h1>
<p>Programs that you signed in from this session, such as the AWS CLI, are signed out too. Credentials that they already have work until they expire.</p>
<form method="post" action="/signin/out">
${hidden('token', token)}
<button type="submit">Sign out</button>
<a class="button" href="/start/">Stay signed in</a>
</form>`,
})

export const signedOutPage: Page = {
  title: 'You are signed out',
  body: html`<h1>You are signed out</h1>
<p>To use the portal again, sign in.</p>
<p><a class="button" href="/signin">Sign in</a></p>`,
}

/** What a person reads beside the field. The refusal of the policy names the rules that are not met. */
export const problemOf = ({ details, definition }: Refusal, name: string): Problem => ({
  field: name,
  text: details.sentence ?? definition.toUser,
})
