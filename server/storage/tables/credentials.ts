export interface CredentialTables {
  password: {
    user_id: string
    /** PHC string. */
    hash: string
    /** The hashes before this one, newest first, JSON list. */
    previous: string
    /** 1: good for one sign-in, which must set another. */
    must_change: number
    set_at: number
  }
  /** Failures by subject and origin; the origin `*` stands for all origins without a recent success. */
  attempt: {
    /** A keyed hash: it tells neither the user nor the name that was typed. */
    subject: string
    origin: string
    failures: number
    last_at: number
    succeeded_at: number | null
  }
  one_time: {
    /** SHA-256 of the token. */
    hash: string
    purpose: string
    /** JSON. */
    payload: string
    expires_at: number
  }
}
