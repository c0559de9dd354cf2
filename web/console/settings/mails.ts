/** What `/api/v1/mails` answers. */
export interface MailRow {
  readonly mailId: string
  readonly to: string
  readonly subject: string
  readonly purpose: string
  readonly userId?: string
  readonly state: 'waiting' | 'sent' | 'failed'
  readonly attempts: number
  readonly createdAt: number
  /** Until then it is tried, and what it says holds. */
  readonly goodUntil: number
  readonly sentAt?: number
  readonly lastError?: string
}

/** `GET /api/v1/mails`, newest first. */
export interface MailPage {
  readonly mails: readonly MailRow[]
  readonly next?: string
}

/** `GET /api/v1/mails/:mailId`, which is an event; `POST …/retry` sends it now. The text is empty once it was sent. */
export interface Mail extends MailRow {
  readonly text: string
}
