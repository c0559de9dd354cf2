/** Access over a fresh store with the real directory and organization; provisioning is played by the test. */
import { type Author, eventStore } from '#server/audit/index.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { directory, directoryStore, userFrom } from '#server/directory/index.ts'
import { organization, organizationStore } from '#server/organization/index.ts'
import type { Storage } from '#server/storage/index.ts'
import { access, accessStore, type PlansWork } from '../index.ts'

export const author: Author = {
  call: {
    requestId: '5a1c0d9e-0000-4000-8000-000000000001',
    at: 1_764_000_000_000,
    eventSource: 'sso.amazonaws.com',
    eventName: 'Test',
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/admin' },
}

export async function accessOver(storage: Storage) {
  const { instance } = storage
  const place = { region: 'us-east-1', recipientAccountId: instance.managementAccountId, random: systemRandom }
  const planned: { readonly roleName: string; readonly requestId: string }[] = []
  const work: PlansWork = {
    plan: async ({ roleName }, requestId) => void planned.push({ roleName, requestId }),
    accountsWith: async () => [],
    appliedVersion: async () => undefined,
  }
  const storesOver = (db: Storage['db']) => ({
    access: accessStore(db),
    work,
    directory: directoryStore(db),
    organization: organizationStore(db),
    events: eventStore(db, place),
    sessions: { endSessionsOf: async () => {} },
    credentials: { forgetCredentialsOf: async () => {} },
  })
  const stores = storesOver(storage.db)
  const atomically = <T>(unit: (stores: ReturnType<typeof storesOver>) => Promise<T>): Promise<T> =>
    storage.unit(db => unit(storesOver(db)))
  const ground = { instance, atomically, random: systemRandom, clock: systemClock }
  const people = directory({ ...ground, store: stores.directory, identityStoreId: instance.identityStoreId })
  const accounts = organization({ ...ground, store: stores.organization, cloud: { openAccount: async () => {} } })
  await accounts.found(author)
  const service = access({ ...ground, stores, directory: people, organization: accounts, kick: () => {} })
  return {
    ...service,
    instance,
    directory: people,
    planned,
    /** Ends a request as provisioning would. */
    settle: (requestId: string, failure?: string) =>
      atomically(unit =>
        unit.access.settle(requestId, { last: true, at: 1, ...(failure === undefined ? {} : { failure }) }),
      ),
    eventNames: async () => (await stores.events.find({ limit: 100 })).items.map(event => event.eventName),
    user: async (userName: string) => {
      const name = { givenName: 'Given', familyName: 'Family' }
      const details = userFrom({ userName, displayName: userName, name }, { status: 'ENABLED' })
      return (await people.createUser(author, details)).userId
    },
    group: async (displayName: string) => (await people.createGroup(author, { displayName })).groupId,
    account: async (name: string) =>
      (await accounts.createAccount(author, { name, email: `${name}@example.com` })).accountId ?? '',
    set: async (name: string) => (await service.permissionSets.create(author, { name, tags: [] })).arn,
  }
}
