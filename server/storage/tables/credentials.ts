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
  /** `minimumLength`, `history`, `refuseCommon` (0 or 1); absent ones have AWS's values. */
  password_setting: {
    name: string
    value: number
  }
  /** `mode`, `kinds`, `withoutDevice`, `selfManaged`; absent ones have their defaults. */
  mfa_setting: {
    name: string
    value: string
  }
  mfa_device: {
    device_id: string
    user_id: string
    kind: string
    name: string
    /** Folded: unique among the devices of a user. */
    name_key: string
    created_at: number
    last_used_at: number | null
    /** Of an authenticator app: 20 bytes, sealed. */
    secret: string | null
    /** The step (RFC 6238 §4.2) of the last code that was accepted; -1 before the first. */
    last_step: number | null
    /** Steps whose codes were disclosed and are not accepted any more, separated by commas. */
    burned: string | null
    /** Of a WebAuthn credential: base64url. */
    credential_id: string | null
    /** COSE key, base64url. */
    public_key: string | null
    sign_count: number | null
    /** Separated by commas. */
    transports: string | null
    aaguid: string | null
    /** 1: the key is backed up, and may be on several devices. */
    synced: number | null
  }
  /** What a registration or a challenge that is under way has to remember, once each. */
  mfa_ceremony: {
    /** `signin …` or `session …`. */
    holder: string
    purpose: string
    /** JSON, sealed. */
    payload: string
    expires_at: number
  }
  recovery_code: {
    user_id: string
    /** SHA-256 of a code with 100 random bits. */
    hash: string
  }
  /** Where a second factor was given and need not be given again while nothing differs. */
  trusted_browser: {
    user_id: string
    /** SHA-256 of the id in the browser's cookie. */
    browser: string
    agent: string
    network: string
    verified_at: number
  }
}
