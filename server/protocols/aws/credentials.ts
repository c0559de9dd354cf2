import type { Actor, Call, UserIdentity } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import {
  type AccountActor,
  type AccountActors,
  type BrowserRole,
  type DerivesKeys,
  type IamUserStore,
  openSession,
} from '#server/cloud/index.ts'
import { refuseAws } from '#server/formats/aws/index.ts'
import type { ClaimedKey, Credentials, FoundCredentials } from './ports.ts'

export interface CredentialNeeds {
  readonly users: Pick<IamUserStore, 'keyOwner'>
  readonly actors: AccountActors
  readonly keys: DerivesKeys
  readonly clock: Clock
}

/** The two kinds of credentials: long-lived keys of IAM users, and temporary ones whose token is the session. */
export const credentials = (needs: CredentialNeeds): Credentials => ({
  find: async key => (key.sessionToken === undefined ? longLived(key, needs) : temporary(key, needs)),
})

/** The actor of a browser session that acts in the name of a permission set (`x-portico-as`). */
export const roleActor = (actors: AccountActors, role: BrowserRole, call: Call): Promise<AccountActor> =>
  actors.browser(role, call)

/** Whoever calls an operation that nobody signs. It may nothing that a policy would have to allow. */
export const anonymousActor = (call: Call, identity: UserIdentity): Actor => ({
  call,
  identity,
  authorize: async () => {
    throw refuseAws('sigv4.missing')
  },
  denial: async () => refuseAws('sigv4.missing'),
})

async function longLived({ accessKeyId }: ClaimedKey, { users, actors }: CredentialNeeds) {
  const owner = accessKeyId.startsWith('AKIA') ? await users.keyOwner(accessKeyId) : undefined
  if (owner === undefined || !owner.active) return unknownKey()
  const { user, secretAccessKey } = owner
  return { secretAccessKey, actorFor: (call: Call) => actors.user(user, accessKeyId, call) }
}

function temporary({ accessKeyId, sessionToken = '' }: ClaimedKey, needs: CredentialNeeds): FoundCredentials | Refusal {
  try {
    const { session, secretAccessKey } = openSession(sessionToken, accessKeyId, needs.keys, needs.clock())
    return { secretAccessKey, actorFor: call => needs.actors.session(session, call, accessKeyId) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === 'cloud.session_expired' ? expiredToken(error) : error
  }
}

const unknownKey = (): Refusal =>
  refuseAws('sigv4.unknown_key', { sentence: 'The security token included in the request is invalid.' })

const expiredToken = ({ details }: Refusal): Refusal =>
  refuseAws('sigv4.expired_token', {
    ...details,
    sentence: 'The security token included in the request is expired',
  })
