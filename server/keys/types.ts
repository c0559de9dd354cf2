import type { Signer } from '#server/formats/saml/index.ts'

/** A key that signs now: RSASSA-PKCS1-v1_5 with SHA-256, in the thread pool. */
export interface SigningKey extends Signer {
  readonly keyId: string
  readonly algorithm: 'rsa-sha256'
  readonly createdAt: number
  /** Unix ms, the end of the certificate. */
  readonly expiresAt: number
}

export interface SigningKeys {
  /** The key that signs for this purpose, made where there is none. The purpose becomes the certificate's common name. */
  active(purpose: string): Promise<SigningKey>
  sign(purpose: string, bytes: Uint8Array): Promise<Uint8Array>
  /** Base64 of the DER, the newest first; empty before the first use. */
  certificates(purpose: string): Promise<readonly string[]>
}
