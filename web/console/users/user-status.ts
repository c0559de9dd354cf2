import type { Question } from '../api/permissions.ts'
import type { Call } from '../forms/commands.ts'

export type StatusChange = 'enable' | 'disable'

export const statusNeeds: Readonly<Record<StatusChange, Question>> = {
  enable: { action: 'sso-directory:EnableUser' },
  disable: { action: 'sso-directory:DisableUser' },
}

export const statusCall = (change: StatusChange, userId: string): Call => ({
  method: 'POST',
  path: `/users/${userId}/${change}`,
})

/** What follows, for one user or many. */
export const statusFollows: Readonly<Record<StatusChange, string>> = {
  enable: 'They can sign in again and have what is assigned to them and their groups.',
  disable:
    'They can sign in no more, and their open sessions end at once. Memberships and assignments stay for when they are enabled again. Credentials of accounts that are out live until they expire.',
}
