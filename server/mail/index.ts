/**
 * Mail that Portico writes to people: an outbox in the database.
 *
 * Whoever has to tell somebody something puts a mail into the outbox, in the unit of work of the change, and forgets
 * about it. A job sends what is due to the mail server, each at least once, with a growing delay after failures and for a
 * day at most. Without a mail server mails wait, and an administrator who may open them passes them on.
 *
 * - `service.ts`: enqueue, deliver, read, retry; `failure.ts`: what is kept of a failure; `address.ts`: what can be
 *   written to
 * - `store.ts`: table mail. What a mail says is sealed, since it may hold a link that signs in, and erased once it was sent
 * - `routes.ts`: the outbox in `/api/v1`
 *
 * The mail server is `adapters/smtp`, which fills the port `SendsMail`. What mails say belongs to whoever writes them.
 */
export { isAddress } from './address.ts'
export { MailFailure } from './failure.ts'
export { mailRefusals } from './refusals.ts'
export { DELIVERY_LEASE, type OutboxNeeds, outbox } from './service.ts'
export { mailStore } from './store.ts'
export type * from './types.ts'
