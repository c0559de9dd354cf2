/** Access and provisioning over a fresh store with the real directory, organization and embedded cloud. */
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { type AccessService, access, accessStore } from '#server/access/index.ts'
import { type Author, eventStore } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { type Cloud, cloudStores, embeddedCloud } from '#server/cloud/index.ts'
import { type DirectoryService, directory, directoryStore, userFrom } from '#server/directory/index.ts'
import { BINDING, idpMetadata, NAME_ID_FORMAT, selfSignedCertificate } from '#server/formats/saml/index.ts'
import { type OrganizationService, organization, organizationStore } from '#server/organization/index.ts'
import type { Storage } from '#server/storage/index.ts'
import { type Provisioned, type Provisioner, provisioned, provisioner, workStore } from '../index.ts'

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

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

async function metadata(now: number): Promise<string> {
  const certificate = await selfSignedCertificate(
    {
      commonName: 'portico',
      serial: Buffer.alloc(16, 5),
      notBefore: now - 86_400_000,
      notAfter: now + 1e12,
      publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }),
    },
    async bytes => sign('sha256', bytes, key),
  )
  return idpMetadata({
    entityId: 'http://localhost:8480/saml/accounts/metadata',
    certificates: [certificate],
    singleSignOn: [{ binding: BINDING.post, location: 'http://localhost:8480/saml/accounts' }],
    singleLogout: [],
    nameIdFormats: [NAME_ID_FORMAT.persistent],
    wantsSignedRequests: false,
  })
}

export interface World {
  readonly storage: Storage
  readonly directory: DirectoryService
  readonly organization: OrganizationService
  readonly access: AccessService
  readonly provisioned: Provisioned
  readonly provisioner: Provisioner
  /** The embedded cloud itself, without what `wrap` adds. */
  readonly cloud: Cloud
  /** What the log was told. */
  readonly reported: unknown[]
  user(name: string): Promise<string>
  group(name: string): Promise<string>
  account(name: string): Promise<string>
  /** @returns its ARN */
  permissionSet(name: string): Promise<string>
  /** Another process over the same store. */
  anotherProvisioner(cloud?: Cloud): Provisioner
}

export interface WorldOptions {
  readonly clock: Clock
  /** Failures that provisioning is to see. */
  readonly wrap?: (cloud: Cloud) => Cloud
}

/** All stores over one connection or one unit of work. */
function storesOver(storage: Storage, db: Storage['db']) {
  const place = { region: 'us-east-1', recipientAccountId: storage.instance.managementAccountId, random: systemRandom }
  return {
    access: accessStore(db),
    work: workStore(db),
    directory: directoryStore(db),
    organization: organizationStore(db),
    events: eventStore(db, place),
    sessions: { endSessionsOf: async () => {} },
    credentials: { forgetCredentialsOf: async () => {} },
    ...cloudStores(db, storage.sealer),
  }
}

export async function worldOver(storage: Storage, { clock, wrap = cloud => cloud }: WorldOptions): Promise<World> {
  const { instance } = storage
  const random = systemRandom
  const reading = storesOver(storage, storage.db)
  const atomically = <T>(work: (stores: ReturnType<typeof storesOver>) => Promise<T>): Promise<T> =>
    storage.unit(db => work(storesOver(storage, db)))

  const people = directory({
    store: reading.directory,
    atomically,
    random,
    identityStoreId: instance.identityStoreId,
  })
  const cloud = embeddedCloud({ stores: reading, atomically, clock, random, instance })
  const accounts = organization({ instance, store: reading.organization, atomically, cloud, clock, random })
  await accounts.found(author, 'it@example.com')
  const samlMetadata = await metadata(clock())
  const reported: unknown[] = []
  const anotherProvisioner = (through: Cloud = cloud) =>
    provisioner({
      instance,
      wanted: role => reading.access.wanted(role),
      cloud: through,
      samlMetadata: async () => samlMetadata,
      samlAudience: 'http://localhost:8480/cloud/saml',
      work: reading.work,
      atomically,
      clock,
      random,
      report: error => void reported.push(error),
    })
  const worker = anotherProvisioner(wrap(cloud))
  const service = access({
    instance,
    stores: reading,
    atomically,
    directory: people,
    organization: accounts,
    clock,
    random,
    kick: () => worker.kick(),
  })
  return {
    storage,
    directory: people,
    organization: accounts,
    access: service,
    provisioned: provisioned({
      instance,
      work: reading.work,
      access: reading.access,
      permissionSets: service.permissionSets,
    }),
    provisioner: worker,
    cloud,
    reported,
    anotherProvisioner,
    user: async userName => {
      const name = { givenName: 'Given', familyName: 'Family' }
      const details = userFrom({ userName, displayName: userName, name }, { status: 'ENABLED' })
      return (await people.createUser(author, details)).userId
    },
    group: async displayName => (await people.createGroup(author, { displayName })).groupId,
    account: async name => {
      const request = await accounts.createAccount(author, { name, email: `${name}@example.com` })
      return request.accountId ?? ''
    },
    permissionSet: async name => (await service.permissionSets.create(author, { name, tags: [] })).arn,
  }
}
