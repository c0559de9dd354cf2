import type { Question } from '../api/permissions.ts'

/** A call about one user that takes nothing. */
export interface UserCall {
  readonly method: 'POST'
  readonly path: string
}

export const oneTimePasswordCall = (userId: string): UserCall => ({
  method: 'POST',
  path: `/users/${userId}/one-time-password`,
})
export const oneTimePasswordNeeds: readonly Question[] = [{ action: 'sso-directory:UpdatePassword' }]

export const invitationCall = (userId: string): UserCall => ({
  method: 'POST',
  path: `/users/${userId}/invitation`,
})
export const invitationNeeds: readonly Question[] = [
  { action: 'sso-directory:UpdatePassword' },
  { action: 'sso-directory:VerifyEmail' },
]
