import { after } from 'node:test'
import { generateSync } from 'otplib'
import { auditLog, type EventStore, eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import {
  attemptStore,
  type CredentialUnit,
  ceremonyStore,
  deviceStore,
  forgetsCredentials,
  type MfaSettings,
  mfaDevices,
  mfaSettingStore,
  mfaSettings,
  oneTimeStore,
  oneTimeTokens,
  type PasswordPolicyStore,
  passwordPolicyStore,
  passwordSettings,
  passwordStore,
  passwords,
  recoveryStore,
  registrations,
  secondFactors,
  trustStore,
} from '#server/credentials/index.ts'
import { type DirectoryUnit, directory, directoryStore } from '#server/directory/index.ts'
import { httpServer } from '#server/http/server.ts'
import { type MailStore, mailStore, outbox } from '#server/mail/index.ts'
import {
  endsSessions,
  grantStore,
  oauthService,
  type SessionSettingStore,
  sessionService,
  sessionSettingStore,
  sessionStore,
  type TokenStores,
} from '#server/sessions/index.ts'
import type { Db } from '#server/storage/index.ts'
import type { TestEngine } from '#tests/engines.ts'
import { confirmation } from '../confirmation.ts'
import { signinPages } from '../pages.ts'
import { passwordResets } from '../password-reset.ts'
import { signin } from '../service.ts'
import { setupPages } from '../setup-pages.ts'
import { signinStore } from '../store.ts'
import type { SetsUp, SigninUnit } from '../types.ts'

export const ORIGIN = 'http://localhost:8480'
export const PASSWORD = 'Correct-horse-7'

type Unit = { readonly passwordPolicy: PasswordPolicyStore } & TokenStores &
  SigninUnit &
  CredentialUnit &
  DirectoryUnit & {
    readonly events: EventStore
    readonly mail: MailStore
    readonly sessionSettings: SessionSettingStore
  }

/** A store with everything that a sign-in touches, and a clock that the test moves. */
async function storeWorld(engine: TestEngine) {
  const time = { now: Date.UTC(2026, 10, 24, 10) }
  const clock = () => time.now
  const storage = await engine.fresh(clock)
  const { instance, sealer } = storage
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random: systemRandom }
  const over = (db: Db): Unit => ({
    directory: directoryStore(db),
    people: directoryStore(db),
    credentials: forgetsCredentials(db),
    passwords: passwordStore(db),
    passwordPolicy: passwordPolicyStore(db),
    attempts: attemptStore(db),
    oneTime: oneTimeStore(db),
    mfaSettings: mfaSettingStore(db),
    devices: deviceStore(db, sealer),
    ceremonies: ceremonyStore(db, sealer),
    recovery: recoveryStore(db),
    trust: trustStore(db),
    mail: mailStore(db, sealer),
    grants: grantStore(db),
    signins: signinStore(db),
    events: eventStore(db, place),
    sessions: bothSessions(db),
    sessionSettings: sessionSettingStore(db),
  })
  const bothSessions = (db: Db) => {
    const sessions = sessionStore(db)
    return { ...sessions, ...endsSessions(sessions, clock) }
  }
  return {
    time,
    clock,
    storage,
    instance,
    random: systemRandom,
    stores: over(storage.db),
    atomically: <T>(work: (unit: Unit) => Promise<T>): Promise<T> => storage.unit(db => work(over(db))),
    derive: (purpose: string) => sealer.derive(purpose),
    origin: ORIGIN,
  }
}

type StoreWorld = Awaited<ReturnType<typeof storeWorld>>

/** Directory, credentials, sessions and the sign-in. */
function services(world: StoreWorld) {
  const { stores, instance, derive } = world
  const { region, managementAccountId, identityStoreId } = instance
  const people = directory({ ...world, store: stores.directory, identityStoreId })
  const secrets = passwords({
    ...world,
    store: stores.passwords,
    counters: stores.attempts,
    policies: stores.passwordPolicy,
    people,
    hashing: { cost: { memory: 64, passes: 1, parallelism: 1 }, concurrent: 1 },
    attemptKey: derive('attempts'),
  })
  const audit = auditLog({ ...world, events: stores.events, region, managementAccountId })
  const party = { origin: ORIGIN, name: 'Portico' }
  const mails = outbox({ ...world, mailServer: undefined })
  const factors = secondFactors({
    ...world,
    party,
    attempts: { atomically: world.atomically, key: derive('second factors') },
  })
  const { recordRefusal, countAnonymous } = audit
  const oneTime = oneTimeTokens({ ...world, store: stores.oneTime })
  return {
    people,
    outbox: mails,
    secondFactors: factors,
    mfaSettings: mfaSettings(world),
    mfaDevices: mfaDevices(world),
    registrations: registrations({ ...world, party, userKey: derive('webauthn users') }),
    confirmation: confirmation({ ...world, people, passwords: secrets, recordRefusal }),
    passwords: secrets,
    passwordSettings: passwordSettings(world),
    audit,
    oneTime,
    passwordResets: passwordResets({ ...world, people, passwords: secrets, oneTime, outbox: mails, ...audit }),
    sessions: sessionService(world),
    oauth: oauthService(world),
    signin: signin({
      ...world,
      people,
      passwords: secrets,
      secondFactors: factors,
      outbox: mails,
      recordRefusal,
      countAnonymous,
      settings: { identitySource: 'directory' },
    }),
  }
}

const author = {
  call: {
    requestId: '00000000-0000-4000-8000-000000000000',
    at: 0,
    eventSource: 'sso-directory.amazonaws.com',
    eventName: 'CreateUser',
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'Unknown' },
} as const

type Services = ReturnType<typeof services>

/** Users with passwords. */
function population({
  people,
  passwords: secrets,
  mfaSettings: mfa,
  registrations: registers,
  time,
}: Services & StoreWorld) {
  const addUser = async (userName: string, more: { password?: string; mustChange?: boolean; email?: string } = {}) => {
    const { password = PASSWORD, mustChange = false, email } = more
    const name = { givenName: 'Ann', familyName: userName }
    const details = { userName, displayName: userName, name, attributes: {}, status: 'ENABLED' } as const
    const emails = email === undefined ? {} : { emails: [{ value: email, primary: true }] }
    const user = await people.createUser(author, { ...details, ...emails })
    await secrets.set(author, { userId: user.userId, userName, password, mustChange })
    return user
  }
  /** The first administrator without the access that makes one: that belongs to other folders. */
  const setup: SetsUp = {
    isOpen: async () => (await people.userByName('admin')) === undefined,
    setUp: async ({ userName, password }) => ({ userId: (await addUser(userName, { password })).userId }),
  }
  return {
    author,
    addUser,
    setup,
    /** Gives a user an authenticator app. @returns the code that it shows at an instant, Unix ms */
    async addApp({ userId, userName }: { userId: string; userName: string }, name = 'Phone') {
      const holder = { holder: 'session test', user: { userId, userName } }
      await registers.begin(author, holder, 'TOTP')
      const { typed = '' } = (await registers.totp(holder)) ?? {}
      const codeAt = (at: number) => generateSync({ secret: typed, epoch: Math.floor(at / 1000) })
      // The code of the step before, so that the present one is still to be used.
      await registers.finishTotp(author, holder, { code: codeAt(time.now - 30_000), name })
      return codeAt
    },
    setMfa: async (settings: Partial<MfaSettings>) => mfa.write(author, { ...(await mfa.read()), ...settings }),
    disable: (userId: string) => people.updateUser(author, userId, user => ({ ...user, status: 'DISABLED' })),
  }
}

/** The pages of the sign-in behind HTTP, over real stores. */
export async function signinWorld(engine: TestEngine) {
  const store = await storeWorld(engine)
  const made = { ...store, ...services(store) }
  const world = { ...made, ...population(made) }
  const app = await httpServer({
    random: systemRandom,
    origin: ORIGIN,
    hosts: new Set(['localhost:8480']),
    trustedProxies: [],
    tls: undefined,
    logLevel: 'silent',
  })
  after(() => app.close())
  await app.register(signinPages, world)
  await app.register(setupPages, world)
  return {
    ...world,
    app,
    pass: (milliseconds: number) => {
      store.time.now += milliseconds
    },
    /** CloudTrail records, in the order of writing. */
    async records(): Promise<readonly Record<string, unknown>[]> {
      const rows = await store.storage.db.selectFrom('event').select('record').execute()
      return rows.map(row => JSON.parse(row.record))
    },
  }
}

export type SigninWorld = Awaited<ReturnType<typeof signinWorld>>
