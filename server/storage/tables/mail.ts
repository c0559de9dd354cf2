export interface MailTables {
  mail: {
    mail_id: string
    to_address: string
    subject: string
    /** Sealed; null once it was sent. So is `html`, which not every mail has. */
    text: string | null
    html: string | null
    purpose: string
    /** Whom it is about. */
    user_id: string | null
    created_at: number
    /** What it says is of no use afterwards: its links have run out. */
    good_until: number
    state: string
    attempts: number
    /** When the next attempt is due; while one is under way, when it counts as broken off. */
    due_at: number
    /** The first attempt that fails after this is the last. */
    give_up_at: number
    last_error: string | null
    sent_at: number | null
  }
}
