/** What making a user takes: the user itself, then its first password and its groups. */
import type { Api } from '../api/call.ts'
import type { GroupSummary } from '../api/types.ts'
import type { Call } from '../forms/commands.ts'
import { type Failed, tryEach } from '../forms/in-turns.ts'
import { perform } from '../forms/use-each.ts'
import { membershipCall } from './group-choice.ts'
import { oneTimePasswordCall } from './one-time-password.tsx'

export type FirstPassword = 'one-time' | 'none'

export interface WantedUser {
  readonly identityStoreId: string
  /** Of CreateUser. */
  readonly input: Readonly<Record<string, unknown>>
  readonly first: FirstPassword
  readonly groups: readonly GroupSummary[]
}

export interface MadeUser {
  readonly userId: string
  readonly userName: string
  /** Shown this once. */
  readonly password?: string
  /** Why there is none although it was wanted. */
  readonly passwordError?: unknown
  readonly notJoined: readonly Failed<GroupSummary>[]
}

/** Stands where the id stands that only CreateUser gives. */
const NEW = 'USER_ID'

export const callsOf = ({ identityStoreId, input, first, groups }: WantedUser): readonly Call[] => [
  { service: 'identitystore', operation: 'CreateUser', input },
  ...(first === 'one-time' ? [oneTimePasswordCall(NEW)] : []),
  ...groups.map(({ groupId }) => membershipCall(identityStoreId, groupId, NEW)),
]

/**
 * Only a user that was not made fails as a whole: of one that was, what else went wrong is told, and nobody makes it a
 * second time by trying again.
 */
export async function makeUser(api: Api, { identityStoreId, input, first, groups }: WantedUser): Promise<MadeUser> {
  const { UserId: userId } = await api.aws<{ UserId: string }>('identitystore', 'CreateUser', input)
  const { failed: notJoined } = await tryEach(groups, ({ groupId }) =>
    perform(api, membershipCall(identityStoreId, groupId, userId)),
  )
  const made = { userId, userName: String(input.UserName), notJoined }
  if (first === 'none') return made
  try {
    const { method, path } = oneTimePasswordCall(userId)
    return { ...made, ...(await api.write<{ password: string }>(method, path)) }
  } catch (passwordError) {
    return { ...made, passwordError }
  }
}
