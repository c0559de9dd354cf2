/** What making a user takes: the user itself, then its groups and its first password. */
import type { Api } from '../api/call.ts'
import type { GroupSummary, Invitation } from '../api/types.ts'
import type { Call } from '../forms/commands.ts'
import { type Failed, tryEach } from '../forms/in-turns.ts'
import { perform } from '../forms/use-each.ts'
import { invitationCall, oneTimePasswordCall } from './first-password.ts'
import { membershipCall } from './group-choice.ts'

export type FirstPassword = 'invitation' | 'one-time' | 'none'

export interface WantedUser {
  readonly identityStoreId: string
  /** Of CreateUser. */
  readonly input: Readonly<Record<string, unknown>>
  readonly first: FirstPassword
  readonly groups: readonly GroupSummary[]
}

/** How the first password comes. */
type MadeFirst =
  | { readonly how: 'none' }
  | { readonly how: 'invitation'; readonly invitation: Invitation }
  /** Shown this once. */
  | { readonly how: 'one-time'; readonly password: string }
  | { readonly how: 'failed'; readonly error: unknown }

export interface MadeUser {
  readonly userId: string
  readonly userName: string
  readonly first: MadeFirst
  readonly notJoined: readonly Failed<GroupSummary>[]
}

/** Stands where the id stands that only CreateUser gives. */
const NEW = 'USER_ID'

export const callsOf = ({ identityStoreId, input, first, groups }: WantedUser): readonly Call[] => [
  { service: 'identitystore', operation: 'CreateUser', input },
  ...(first === 'invitation' ? [invitationCall(NEW)] : []),
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
  const made = await givePassword(api, userId, first).catch((error: unknown) => ({ how: 'failed', error }) as const)
  return { userId, userName: String(input.UserName), notJoined, first: made }
}

async function givePassword(api: Api, userId: string, how: FirstPassword): Promise<MadeFirst> {
  if (how === 'none') return { how }
  if (how === 'invitation') return { how, invitation: await api.write('POST', invitationCall(userId).path) }
  const { password } = await api.write<{ password: string }>('POST', oneTimePasswordCall(userId).path)
  return { how, password }
}
