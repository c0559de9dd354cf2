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
  readonly sentAt?: number
  readonly lastError?: string
}

/** `GET /api/v1/mails`, newest first. */
export interface MailPage {
  readonly mails: readonly MailRow[]
  readonly next?: string
}

/** `GET /api/v1/mails/:mailId`, which is an event; `POST …/retry` sends it again. */
export interface Mail extends MailRow {
  readonly text: string
}
