export interface SigninTables {
  signin: {
    /** SHA-256 of the sign-in's own cookie, hex. */
    token_hash: string
    /** New each time that a name is entered. */
    signin_id: string
    user_name: string
    user_id: string | null
    /** Credential types in order, separated by commas. */
    proven: string
    must_change_password: number
    return_to: string
    expires_at: number
  }
}
