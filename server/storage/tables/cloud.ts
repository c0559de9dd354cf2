export interface CloudTables {
  cloud_account: { account_id: string; opened_at: number }
  cloud_role: {
    /** `AROA…`, new with each creation. */
    role_id: string
    account_id: string
    role_name: string
    /** Lower case: names are unique ignoring case. */
    folded_name: string
    path: string
    trust_policy: string
    description: string | null
    /** Seconds. */
    max_session_duration: number
    boundary_arn: string | null
    created_at: number
  }
  cloud_role_policy: { role_id: string; policy_name: string; document: string }
  cloud_role_attachment: { role_id: string; policy_arn: string }
  cloud_role_tag: { role_id: string; folded_key: string; key: string; value: string }
  cloud_saml_provider: {
    account_id: string
    provider_name: string
    metadata: string
    /** JSON list of `{key, value}`. */
    tags: string
    created_at: number
  }
  cloud_policy: {
    /** `ANPA…` */
    policy_id: string
    account_id: string
    policy_name: string
    folded_name: string
    path: string
    document: string
    description: string | null
    /** JSON list of `{key, value}`. */
    tags: string
    created_at: number
  }
  cloud_user: {
    /** `AIDA…` */
    user_id: string
    account_id: string
    user_name: string
    folded_name: string
    path: string
    created_at: number
  }
  cloud_user_attachment: { user_id: string; policy_arn: string }
  cloud_access_key: {
    /** `AKIA…` */
    access_key_id: string
    user_id: string
    /** Sealed. */
    secret: string
    active: number
    created_at: number
  }
  cloud_console_session: {
    token_hash: string
    /** The role session, JSON, sealed. */
    role_session: string
    relay_state: string | null
    expires_at: number
  }
  /** Role sessions that people got from the portal and that have not ended. */
  role_session: {
    user_id: string
    expires_at: number
    /** An access key id, or the id of the assertion that led into the console of an account. */
    credential_id: string
    account_id: string
    permission_set_id: string
    session_name: string
    issued_at: number
  }
  saml_replay: {
    /** SHA-256 of issuer and assertion id. */
    assertion: string
    expires_at: number
  }
}
