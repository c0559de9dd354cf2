/**
 * Signing in: from a name to a session.
 *
 * A sign-in is a row, bound to its own cookie, and the pure `nextStep` (steps.ts) that decides what it needs next. Pages
 * save what was given and go where `nextStep` leads; they never lead to one another. The events of an attempt
 * (CredentialChallenge, CredentialVerification, UserAuthentication) share its AuthWorkflowID and are written with the step.
 * - `service.ts`: the steps; `desk-pages.ts`: cookies, and the way from page to page; `pages.ts`, `form-pages.ts`, `style.ts`:
 *   `/signin/*`, without script
 * - `second-factor-pages.ts`, `device-pages.ts`, `email-code.ts`: second factors; `webauthn.client.js`: their script
 * - `confirmation.ts`, `confirm-pages.ts`: the password once more, before what would let a stranger stay
 * - `new-password-pages.ts`, `password.client.js`: the fields of a new password, whose rules are marked while it is typed
 * - `setup.ts`, `setup-pages.ts`: the first administrator, and `/setup`, the one-time way there
 * - `password-links.ts`, `password-link-pages.ts`: a link by mail with which to set the own password; `invitation.ts`,
 *   `invitation-routes.ts`: sent by an administrator; `password-reset.ts`, `forgotten-pages.ts`: asked for by who forgot it
 * - `return-target.ts`: where a person may be sent afterwards; `browser.ts`: browsers that are known already
 *
 * Passwords and their delays belong to `credentials/`, sessions to `sessions/`.
 */
export { type Confirmation, confirmation } from './confirmation.ts'
export { type Fields, fieldsOf, formOf } from './form.ts'
export { type Invitations, invitations, type SentInvitation } from './invitation.ts'
export { type SigninPagesNeeds, signinPages } from './pages.ts'
export { type PasswordLinkPagesNeeds, passwordLinkPages } from './password-link-pages.ts'
export { passwordResets } from './password-reset.ts'
export { refuse as refuseSignin, signinRefusals } from './refusals.ts'
export { HOME, returnTarget } from './return-target.ts'
export { type SigninNeeds, signin } from './service.ts'
export { setup } from './setup.ts'
export { type SetupNeeds, setupLink, setupPages } from './setup-pages.ts'
export { signinStore } from './store.ts'
export type * from './types.ts'
