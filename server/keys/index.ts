/**
 * Signing keys: what Portico proves its messages with. One key at a time signs for a purpose (`accounts` for the SAML
 * provider in every AWS account, one purpose for each SAML application); it is made at the first use, and unique also
 * where two replicas make it at once. Private keys are RSA-2048, sealed to their cell, and sign in the thread pool.
 *
 * `active` gives the key of a purpose in the shape that `formats/saml` signs with; `certificates` is what metadata
 * lists. Keys are not tied to certificates' dates: SAML trusts the key.
 * What is signed, and for whom, is decided by the doors and by `applications/`.
 */
export { type KeyNeeds, signingKeys } from './service.ts'
export { type KeyStore, keyStore } from './store.ts'
export type { SigningKey, SigningKeys } from './types.ts'
