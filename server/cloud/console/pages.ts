/** What the console of an account shows. Everything that came from a sign-in is text here, never markup or address. */
import { isoSeconds } from '#server/base/clock.ts'
import type { Page as ListPage } from '#server/base/paging.ts'
import { type Refusal, whoMustAct } from '#server/base/refusal.ts'
import { type Html, html, type Page, statusOf } from '#server/http/index.ts'
import type { Account } from '#server/organization/index.ts'
import type { AccountActor, CloudRole, RoleSession, RoleSummary } from '../types.ts'
import type { ConsoleSession } from './store.ts'

export interface ConsoleView {
  readonly account: Account | undefined
  readonly session: ConsoleSession
  readonly actor: AccountActor
  readonly formToken: string
  readonly now: number
}

const base = ({ accountId }: RoleSession): string => `/cloud/console/${accountId}`

/** The page of an account: who is signed in, until when, and the roles. */
export function accountPage(view: ConsoleView, roles: ListPage<RoleSummary> | Refusal): Page {
  const { roleSession, relayState } = view.session
  const name = view.account?.name ?? roleSession.accountId
  return {
    title: name,
    wide: true,
    body: html`<h1>${name}</h1>
<p>Account <code>${roleSession.accountId}</code></p>
${whoIsSignedIn(view)}
${relayState === undefined ? '' : destination(relayState)}
<h2>Roles</h2>
${'items' in roles ? roleTable(roleSession, roles) : refusalPanel(roles, view.actor.call.requestId)}
${signOut(view)}`,
  }
}

function whoIsSignedIn({ session: { roleSession }, actor, now }: ConsoleView): Html {
  const tags = Object.entries(roleSession.tags)
  return html`<h2>You are</h2>
<dl class="facts">
<dt>Session</dt><dd><code>${actor.identity.arn}</code></dd>
<dt>Role</dt><dd><code>${actor.principal.arn}</code></dd>
<dt>Ends</dt><dd><time datetime="${isoSeconds(roleSession.expiresAt)}">${isoSeconds(roleSession.expiresAt)}</time>,
 in ${remaining(roleSession.expiresAt - now)}</dd>
<dt>Began</dt><dd>${isoSeconds(roleSession.issuedAt)}</dd>
<dt>Signed in by</dt><dd><code>${roleSession.federatedProvider ?? 'another session'}</code></dd>
${roleSession.sourceIdentity === undefined ? '' : html`<dt>Source identity</dt><dd>${roleSession.sourceIdentity}</dd>`}
<dt>Session tags</dt><dd>${tags.length === 0 ? 'none' : tagList(tags, roleSession.transitiveTagKeys)}</dd>
</dl>`
}

const tagList = (tags: readonly (readonly [string, string])[], transitive: readonly string[]): Html =>
  html`<ul>${tags.map(
    ([key, value]) =>
      html`<li><code>${key}</code> = <code>${value}</code>${transitive.includes(key) && ' (transitive)'}</li>`,
  )}</ul>`

/** `1 h 5 min` */
export function remaining(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The embedded cloud has no other consoles: only a path of this server can be gone to. */
const destination = (relayState: string): Html => html`<h2>Asked for</h2>
<p>${isOwnPath(relayState) ? html`<a href="${relayState}">${relayState}</a>` : html`<code>${relayState}</code>`}</p>`

/** Browsers read `//host` and `/\\host` as addresses of other servers. */
export const isOwnPath = (relayState: string): boolean => /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(relayState)

function roleTable(session: RoleSession, { items, next }: ListPage<RoleSummary>): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Roles">
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Path</th><th scope="col">Description</th></tr></thead>
<tbody>${items.map(
    role => html`<tr>
<td><a href="${base(session)}/roles/${role.roleName}">${role.roleName}</a></td>
<td><code>${role.path}</code></td>
<td>${role.description}</td>
</tr>`,
  )}</tbody>
</table>
</div>
${next === undefined ? '' : html`<p><a href="${base(session)}?after=${next}">More roles</a></p>`}`
}

export interface RoleView {
  readonly role: CloudRole
  /** What became of an attempt to change it. */
  readonly outcome?: Refusal | 'saved'
  /** What was typed into the form. */
  readonly typed?: string
}

/** One role, with a form that tries to change it. */
export function rolePage(view: ConsoleView, { role, outcome, typed }: RoleView): Page {
  const { roleSession } = view.session
  return {
    title: role.roleName,
    wide: true,
    body: html`<p><a href="${base(roleSession)}">${view.account?.name ?? roleSession.accountId}</a></p>
<h1>${role.roleName}</h1>
${outcome === 'saved' ? html`<p role="status">The description was changed.</p>` : ''}
${outcome === undefined || outcome === 'saved' ? '' : refusalPanel(outcome, view.actor.call.requestId)}
<dl class="facts">
<dt>ARN</dt><dd><code>${role.arn}</code></dd>
<dt>Role id</dt><dd><code>${role.roleId}</code></dd>
<dt>Created</dt><dd>${isoSeconds(role.createdAt)}</dd>
<dt>Longest session</dt><dd>${remaining(role.maxSessionDuration * 1000)}</dd>
<dt>Permissions boundary</dt><dd>${role.boundaryArn ?? 'none'}</dd>
</dl>
${editForm(view, role, typed)}
<h2>Attached policies</h2>
${role.attachedPolicies.length === 0 ? html`<p>None.</p>` : html`<ul>${role.attachedPolicies.map(one => html`<li><code>${one}</code></li>`)}</ul>`}
${Object.entries(role.inlinePolicies).map(([name, text]) => html`<h2>Inline policy ${name}</h2>${documentBlock(text)}`)}
<h2>Trust policy</h2>
${documentBlock(role.trustPolicy)}
${signOut(view)}`,
  }
}

const documentBlock = (text: string): Html => html`<pre tabindex="0"><code>${indented(text)}</code></pre>`

/** Documents were parsed when they were stored. */
const indented = (text: string): string => JSON.stringify(JSON.parse(text), undefined, 2)

function editForm({ session, formToken }: ConsoleView, role: CloudRole, typed: string | undefined): Html {
  return html`<h2>Change the description</h2>
<form method="post" action="${base(session.roleSession)}/roles/${role.roleName}">
<input type="hidden" name="token" value="${formToken}">
<label for="description">Description</label>
<input id="description" name="description" maxlength="1000" value="${typed ?? role.description ?? ''}">
<button type="submit">Change</button>
</form>`
}

const signOut = ({
  session,
  formToken,
}: ConsoleView): Html => html`<form method="post" action="${base(session.roleSession)}/sign-out">
<input type="hidden" name="token" value="${formToken}">
<button type="submit" class="second">Sign out of this account</button>
</form>`

/** A refusal to somebody who is signed in: the sentence, why, what to do, and where it is recorded. */
export const refusalPanel = (refusal: Refusal, reference: string): Html => html`<section role="alert" class="refusal">
<h2>${refusal.definition.title}</h2>
<p>${refusal.message}</p>
<p>${refusal.definition.cause}</p>
<p><strong>${whoMustAct[refusal.definition.actor]}:</strong> ${refusal.definition.fix}</p>
<dl class="facts">
<dt>Reference</dt><dd><code>${reference}</code></dd>
<dt>Code</dt><dd><a href="/help/${refusal.code}"><code>${refusal.code}</code></a></dd>
</dl>
</section>`

export const refusalToSignedIn = (refusal: Refusal, { call, accountId }: AccountActor): Page => ({
  title: refusal.definition.title,
  status: statusOf[refusal.kind],
  wide: true,
  body: html`${refusalPanel(refusal, call.requestId)}
<p><a href="/cloud/console/${accountId}">Back to the account</a></p>`,
})

export const signedOutPage: Page = {
  title: 'Signed out',
  body: html`<h1>Signed out</h1><p role="status">You have left the account. Your portal session goes on.</p>
<p><a href="/start/">Go to the portal</a></p>`,
}
