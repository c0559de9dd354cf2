import type { Author } from '#server/audit/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'

export type MailState = 'waiting' | 'sent' | 'failed'

/** What whoever writes a mail says. */
export interface NewMail {
  /** One plain address, `ann@example.org`; see `isAddress`. */
  readonly to: string
  readonly subject: string
  /** May hold one-time links: it rests sealed, and is erased once it was sent. */
  readonly text: string
  readonly html?: string
  /** Why it is written, for the outbox: `invitation`. */
  readonly purpose: string
  /** Whom it is about. */
  readonly userId?: string
  /** It is not sent afterwards: its links have run out. Unix ms. */
  readonly goodUntil: number
}

/** A mail as the outbox lists it. Instants are Unix ms. */
export interface Mail {
  readonly mailId: string
  readonly to: string
  readonly subject: string
  readonly purpose: string
  readonly userId?: string
  readonly state: MailState
  readonly attempts: number
  readonly createdAt: number
  readonly goodUntil: number
  readonly sentAt?: number
  /** Why the last attempt failed; no link stands in it. */
  readonly lastError?: string
}

/** A mail with what it says; nothing once it was sent. */
export interface OpenedMail extends Mail {
  readonly text?: string
  readonly html?: string
}

/** What is handed to the mail server. */
export interface Letter {
  /** The same at every attempt, so that a receiver can tell a repetition. */
  readonly mailId: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
  /** Unix ms. */
  readonly at: number
}

/** The mail server; filled by `adapters/smtp` where one is set. */
export interface SendsMail {
  /** @throws MailFailure */
  send(letter: Letter): Promise<void>
}

/** What a change that writes a mail needs of its unit of work. */
export interface MailUnit {
  readonly mail: Pick<MailStore, 'insert'>
}

export interface Outbox {
  /** Whether there is a mail server; without one, mails wait until an administrator reads them in the outbox. */
  readonly sends: boolean
  /** Puts a mail into the outbox, in the unit of the change that causes it. @returns its id */
  enqueue(unit: MailUnit, mail: NewMail): Promise<string>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Mail>>
  /** Without what it says. */
  find(mailId: string): Promise<Mail | undefined>
  /** With what it says, which is an event. @throws Refusal `mail.not_found` */
  read(author: Author, mailId: string): Promise<OpenedMail>
  /**
   * Makes an attempt due now, and gives one that was given up another day.
   * @throws Refusal `mail.not_found`, `mail.sent_already`, `mail.outdated`, `mail.no_server`
   */
  retry(author: Author, mailId: string): Promise<void>
  /** Sends what is due, one after the other; a job calls it, under a lease of `DELIVERY_LEASE`. @returns how many were sent */
  deliver(): Promise<number>
  /** Deletes mails that were written before this. @returns how many */
  forget(before: number): Promise<number>
}

/** A mail that an attempt is made for. */
export interface TakenMail extends OpenedMail {
  readonly giveUpAt: number
}

/** What became of an attempt that failed. */
export interface FailedAttempt {
  readonly state: 'waiting' | 'failed'
  readonly dueAt: number
  readonly error: string
}

export interface MailStore {
  insert(mailId: string, mail: NewMail, times: { readonly createdAt: number; readonly giveUpAt: number }): Promise<void>
  list(page: PageRequest): Promise<Page<Mail>>
  find(mailId: string): Promise<Mail | undefined>
  open(mailId: string): Promise<OpenedMail | undefined>
  /** How many a user was written. @param written.since Unix ms */
  countSince(written: { readonly userId: string; readonly purpose: string; readonly since: number }): Promise<number>
  /** Takes the mail that has been due longest, so that nobody else does until `until`. */
  take(now: number, until: number): Promise<TakenMail | undefined>
  /** Erases what it said. */
  sent(mailId: string, at: number): Promise<void>
  failed(mailId: string, attempt: FailedAttempt): Promise<void>
  /** Of one that was not sent. */
  retry(mailId: string, dueAt: number, giveUpAt: number): Promise<void>
  forget(before: number): Promise<number>
}
