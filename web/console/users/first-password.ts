import type { Question } from '../api/permissions.ts'

export const oneTimePasswordCall = (userId: string) =>
  ({ method: 'POST', path: `/users/${userId}/one-time-password` }) as const
export const oneTimePasswordNeeds: readonly Question[] = [{ action: 'sso-directory:UpdatePassword' }]

export const invitationCall = (userId: string) => ({ method: 'POST', path: `/users/${userId}/invitation` }) as const
export const invitationNeeds: readonly Question[] = [
  { action: 'sso-directory:UpdatePassword' },
  { action: 'sso-directory:VerifyEmail' },
]
