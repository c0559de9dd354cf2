/** A directory over a fresh store, with its ports in sight, for the tests of this folder. */
import { type Author, eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Storage } from '#server/storage/index.ts'
import { userFrom } from '../attributes.ts'
import { directory } from '../service.ts'
import { directoryStore } from '../store.ts'
import type { UserDetails } from '../types.ts'

export const author = (eventName: string, at = 1_764_000_000_000): Author => ({
  call: {
    requestId: '5a1c0d9e-0000-4000-8000-000000000001',
    at,
    eventSource: 'identitystore.amazonaws.com',
    eventName,
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/admin' },
})

/** Details that keep the rules; `more` by the names of the API. */
export const person = (userName: string, more: Readonly<Record<string, unknown>> = {}): UserDetails =>
  userFrom(
    { userName, displayName: `The ${userName}`, name: { givenName: 'Given', familyName: 'Family' }, ...more },
    { status: 'ENABLED' },
  )

export function directoryOver(storage: Storage) {
  const place = { region: 'us-east-1', recipientAccountId: '111122223333', random: systemRandom }
  /** What the ports were told, of the units that were kept and of attempts. */
  const told: string[] = []
  const store = directoryStore(storage.db)
  const service = directory({
    store,
    random: systemRandom,
    identityStoreId: storage.instance.identityStoreId,
    atomically: work =>
      storage.unit(db =>
        work({
          directory: directoryStore(db),
          events: eventStore(db, place),
          sessions: { endSessionsOf: async (userId, why) => void told.push(`${why} ${userId}`) },
          credentials: { forgetCredentialsOf: async userId => void told.push(`forget ${userId}`) },
        }),
      ),
  })
  const events = async () => {
    const page = await eventStore(storage.db, place).find({ limit: 1000 })
    return page.items.map(({ eventName, resources, record }) => ({
      eventName,
      resources: resources.map(({ name }) => name).sort(),
      response: JSON.parse(record).responseElements,
    }))
  }
  return { directory: service, store, told, events }
}
