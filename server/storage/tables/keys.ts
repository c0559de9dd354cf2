export interface KeyTables {
  signing_key: {
    key_id: string
    purpose: string
    /** The purpose while this key signs for it, else null. */
    active_for: string | null
    /** Base64 of the DER. */
    certificate: string
    /** PKCS #8 DER, sealed. */
    private_key: string
    created_at: number
    expires_at: number
  }
}
