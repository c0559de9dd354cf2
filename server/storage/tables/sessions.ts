export interface SessionTables {
  portal_session: {
    session_id: string
    /** SHA-256 of the cookie's token, hex; so are all token and code hashes here. */
    token_hash: string
    user_id: string
    created_at: number
    expires_at: number
    authenticated_at: number
    user_agent: string
    source_ip: string
    ended_at: number | null
    ended_why: string | null
  }
  device_grant: {
    device_code_hash: string
    user_code_hash: string
    client_id: string
    client_name: string
    /** JSON list. */
    scopes: string
    created_at: number
    expires_at: number
    source_ip: string
    user_agent: string
    state: string
    session_id: string | null
    user_id: string | null
    /** Unix ms until which the polls so far have used up their allowance. */
    polled_until: number
  }
  /** Wrong user codes that a signed-in person has typed. */
  user_code_attempt: { user_id: string; failures: number; since: number }
  authorization_code: {
    code_hash: string
    client_id: string
    redirect_uri: string
    code_challenge: string
    session_id: string
    user_id: string
    expires_at: number
    /** The family that it was redeemed for; null until then. */
    family_id: string | null
  }
  token_family: {
    family_id: string
    session_id: string
    user_id: string
    client_id: string
    client_name: string
    created_at: number
    ended_at: number | null
  }
  access_token: { token_hash: string; family_id: string; expires_at: number }
  refresh_token: { token_hash: string; family_id: string; created_at: number; replaced_at: number | null }
  /** What an administrator has set: `duration`, in seconds; `device_grant`, 0 where it is forbidden. */
  session_setting: { name: string; value: number }
}
