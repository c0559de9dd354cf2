/**
 * The composition root: everything is put together here, by hand and from left to right, and nothing is put together
 * anywhere else. `openApp` opens the store and builds the capabilities; `listen` adds the doors, the jobs and the worker.
 * Commands open the same app beside a running server and never listen. It is longer than other files because it is the
 * only one that may know everything.
 */
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { batchRoutes } from './access/batch-routes.ts'
import {
  accessLists,
  accessRefusals,
  access as accessService,
  accessStore,
  batches as batchService,
  batchStore,
  naming,
  roleSessionControl as roleSessionControlService,
} from './access/index.ts'
import { ownRoleSessionRoutes, roleSessionRoutes } from './access/role-session-routes.ts'
import { accessRoutes } from './access/routes.ts'
import { smtp } from './adapters/smtp/index.ts'
import { type Author, auditLog, auditRefusals, eventStore } from './audit/index.ts'
import { auditRoutes, type EventPeople } from './audit/routes.ts'
import type { Call } from './base/actor.ts'
import type { Atomically } from './base/atomically.ts'
import type { Clock } from './base/clock.ts'
import { instanceArn } from './base/instance.ts'
import { type Random, uuid } from './base/random.ts'
import type { RefusalTable } from './base/refusal.ts'
import {
  accountActors,
  cloudPages,
  cloudRefusals,
  cloudStores,
  consoles as consoleService,
  embeddedCloud,
  iamService,
  roleSessions,
} from './cloud/index.ts'
import { cloudRoutes } from './cloud/routes.ts'
import type { Config } from './config/index.ts'
import {
  attemptStore,
  ceremonyStore,
  credentialRefusals,
  DEFAULT_COST,
  deviceStore,
  forgetsCredentials,
  type HashCost,
  mfaDevices,
  mfaRefusals,
  mfaSettingStore,
  mfaSettings,
  oneTimeStore,
  oneTimeTokens,
  passwordPolicyStore,
  passwords as passwordService,
  passwordSettings,
  passwordStore,
  recoveryStore,
  registrations,
  secondFactors,
  sweepCredentials,
  trustStore,
} from './credentials/index.ts'
import { mfaRoutes } from './credentials/mfa/routes.ts'
import { credentialRoutes } from './credentials/routes.ts'
import { passwordSettingsRoutes } from './credentials/settings-routes.ts'
import {
  directoryRefusals,
  directory as directoryService,
  directoryStore,
  refuseDirectory,
  searchStore,
} from './directory/index.ts'
import { directoryRoutes } from './directory/routes.ts'
import { diagnose, explainRefusals, type Finding } from './explain/index.ts'
import { helpPages } from './explain/pages.ts'
import { explainRoutes } from './explain/routes.ts'
import { awsFormatRefusals } from './formats/aws/index.ts'
import { samlRefusals } from './formats/saml/index.ts'
import { xmlRefusals } from './formats/xml/index.ts'
import {
  type AdministrationPorts,
  cookie,
  health,
  httpRefusals,
  httpServer,
  listenOn,
  metrics,
  openApi,
  paging as pagingBy,
  pagingRefusals,
  webApp,
} from './http/index.ts'
import { type Job, startJobs } from './jobs/index.ts'
import { keyStore, signingKeys } from './keys/index.ts'
import { DELIVERY_LEASE, mailRefusals, mailStore, outbox } from './mail/index.ts'
import { mailRoutes } from './mail/routes.ts'
import { organizationRefusals, organization as organizationService, organizationStore } from './organization/index.ts'
import { policyRefusals } from './policy/index.ts'
import { policyRoutes } from './policy/routes.ts'
import { anonymousActor, credentials } from './protocols/aws/credentials.ts'
import {
  administrationCaller,
  awsDoorRefusals,
  awsPlugin,
  browserActor,
  consoleEntrances,
  type ServiceOperations,
} from './protocols/aws/index.ts'
import { cloudtrailOperations } from './protocols/aws/operations/cloudtrail.ts'
import { iamOperations } from './protocols/aws/operations/iam.ts'
import { identitystoreOperations } from './protocols/aws/operations/identitystore.ts'
import { organizationsOperations } from './protocols/aws/operations/organizations.ts'
import { batchNeeds, provisionNeeds, ssoAdminOperations, takingPlaceOf } from './protocols/aws/operations/sso-admin.ts'
import { stsOperations } from './protocols/aws/operations/sts.ts'
import { aliasStartUrl, portalPlugin, portalRefusals } from './protocols/portal/index.ts'
import { ACCOUNTS_KEY, accountsMetadata, launchPages, launchRefusals } from './protocols/saml/index.ts'
import { provisioned as provisionedService, provisioner, roleLists, workStore } from './provisioning/index.ts'
import { provisioningRoutes } from './provisioning/routes.ts'
import { sessionAdministrationRoutes } from './sessions/administration-routes.ts'
import {
  endsSessions,
  grantStore,
  nobody,
  oauthService,
  sessionRefusals,
  sessionService,
  sessionSettingStore,
  sessionSettings,
  sessionStore,
} from './sessions/index.ts'
import { browserSession, sessionRoutes } from './sessions/routes.ts'
import {
  confirmation,
  type FirstAdministrator,
  invitations as invitationService,
  passwordLinkPages,
  passwordResets,
  setupLink,
  setupPages,
  setup as setupService,
  signinPages,
  signinRefusals,
  signin as signinService,
  signinStore,
} from './signin/index.ts'
import { invitationRoutes } from './signin/invitation-routes.ts'
import { ownDeviceRoutes } from './signin/own-device-routes.ts'
import { type Db, openStorage, type Storage, storageRefusals } from './storage/index.ts'

/** Every refusal there is; `/help`, `docs/refusals.md` and their tests read it. */
export const refusalRegistry: RefusalTable = {
  ...storageRefusals,
  ...httpRefusals,
  ...awsFormatRefusals,
  ...xmlRefusals,
  ...samlRefusals,
  ...auditRefusals,
  ...mailRefusals,
  ...directoryRefusals,
  ...credentialRefusals,
  ...mfaRefusals,
  ...sessionRefusals,
  ...policyRefusals,
  ...organizationRefusals,
  ...cloudRefusals,
  ...accessRefusals,
  ...signinRefusals,
  ...explainRefusals,
  ...awsDoorRefusals,
  ...pagingRefusals,
  ...portalRefusals,
  ...launchRefusals,
}

export interface Ground {
  readonly clock: Clock
  readonly random: Random
  /** Cheaper for tests than the default, which is OWASP's. */
  readonly hashCost?: HashCost
}

const DAY = 24 * 3600 * 1000
/** Events are kept this long (CloudTrail's event history), and so are the requests of assignments. */
const KEPT = 90 * DAY
const MAILS_KEPT = 30 * DAY
/** The embedded cloud takes assertions here, where AWS has its SAML endpoint. */
const samlEndpoint = (origin: string): string => `${origin}/cloud/saml`

export type App = Awaited<ReturnType<typeof openApp>>

export async function openApp(config: Config, ground: Ground) {
  const storage = await openStorage(config, ground.clock, ground.random)
  const built = capabilities(config, ground, storage)
  const house: House = { config, ground, storage, built }
  const { author, organization, provisioning } = built
  await organization.found(author('Found'))
  let running: Running | undefined
  return {
    ...built,
    storage,
    description: {
      portalUrl: `${config.origin}/start/`,
      instanceArn: instanceArn(storage.instance),
      identityStoreId: storage.instance.identityStoreId,
      managementAccountId: storage.instance.managementAccountId,
    },
    operations: operationsOf(house),
    commands: commandsOf(house),
    /** What answers while it listens, method and path pattern; a test holds every route to the rules of the doors. */
    routes: (): readonly Route[] => running?.routes ?? [],
    /** When this process has nothing left to provision. */
    provisioned: () => provisioning.idle(),
    async listen(): Promise<void> {
      running = await start(house)
    },
    async close(): Promise<void> {
      await running?.stop()
      await built.batches.stop()
      await provisioning.idle()
      await storage.close()
    },
  }
}

/** All stores over one connection: the reader's, or that of a unit of work. */
function storesOver(db: Db, storage: Storage, { clock, random }: Ground) {
  const { sealer, instance } = storage
  const place = { region: instance.region, recipientAccountId: instance.managementAccountId, random }
  const directory = directoryStore(db)
  const sessions = sessionStore(db)
  return {
    ...cloudStores(db, sealer),
    events: eventStore(db, place),
    keys: keyStore(db, sealer),
    mail: mailStore(db, sealer),
    directory,
    people: directory,
    passwords: passwordStore(db),
    passwordPolicy: passwordPolicyStore(db),
    attempts: attemptStore(db),
    oneTime: oneTimeStore(db),
    mfaSettings: mfaSettingStore(db),
    devices: deviceStore(db, sealer),
    ceremonies: ceremonyStore(db, sealer),
    recovery: recoveryStore(db),
    trust: trustStore(db),
    credentials: forgetsCredentials(db),
    sessions: { ...sessions, ...endsSessions(sessions, clock) },
    sessionSettings: sessionSettingStore(db),
    grants: grantStore(db),
    organization: organizationStore(db),
    access: accessStore(db),
    batches: batchStore(db),
    lists: accessLists(db),
    roleLists: roleLists(db),
    search: searchStore(db),
    work: workStore(db),
    signins: signinStore(db),
  }
}

type Stores = ReturnType<typeof storesOver>
type Capabilities = ReturnType<typeof capabilities>

interface House {
  readonly config: Config
  readonly ground: Ground
  readonly storage: Storage
  readonly built: Capabilities
}

/** What every capability is made with. */
function commonOf(ground: Ground, storage: Storage) {
  const { clock, random } = ground
  const { instance, sealer } = storage
  const stores = storesOver(storage.db, storage, ground)
  // On SQLite all units share one connection, and so its stores.
  const known = new WeakMap<Db, Stores>()
  const storesOf = (db: Db): Stores => {
    const made = known.get(db) ?? storesOver(db, storage, ground)
    known.set(db, made)
    return made
  }
  const atomically: Atomically<Stores> = work => storage.unit(db => work(storesOf(db)))
  const derive = (purpose: string) => sealer.derive(purpose)
  return { stores, atomically, clock, random, instance, derive }
}

type Common = ReturnType<typeof commonOf>

/** Events, keys and mail; people and how they prove themselves. */
function people(common: Common, { hashCost }: Ground, { mail, origin }: Config) {
  const { stores, instance, derive } = common
  const { region, managementAccountId, identityStoreId } = instance
  const directory = directoryService({ ...common, store: stores.directory, identityStoreId })
  return {
    audit: auditLog({ ...common, events: stores.events, region, managementAccountId }),
    keys: signingKeys(common),
    outbox: outbox({ ...common, mailServer: mail && smtp(mail) }),
    directory,
    passwords: passwordService({
      ...common,
      store: stores.passwords,
      counters: stores.attempts,
      policies: stores.passwordPolicy,
      people: directory,
      hashing: { cost: hashCost ?? DEFAULT_COST, concurrent: HASHES_AT_ONCE },
      attemptKey: derive('sign-in attempts v1'),
    }),
    passwordSettings: passwordSettings(common),
    oneTime: oneTimeTokens({ ...common, store: stores.oneTime }),
    ...secondFactorsOf(common, origin),
    sessions: sessionService(common),
    sessionSettings: sessionSettings(common),
    oauth: oauthService(common),
  }
}

/** What people prove themselves with beside a password. */
function secondFactorsOf(common: Common, origin: string) {
  const { atomically, derive } = common
  const party = { origin, name: 'Portico' }
  return {
    mfaSettings: mfaSettings(common),
    mfaDevices: mfaDevices(common),
    registrations: registrations({ ...common, party, userKey: derive('webauthn users v1') }),
    secondFactors: secondFactors({
      ...common,
      party,
      attempts: { atomically, key: derive('second factor attempts v1') },
    }),
  }
}

/** The organization and the embedded cloud in which its accounts live. */
function accounts(common: Common, { sealer }: Storage, { origin }: Config) {
  const { stores, instance } = common
  const cloud = embeddedCloud(common)
  const organization = organizationService({ ...common, store: stores.organization, cloud })
  const inAccounts = { ...common, keys: sealer, recipient: samlEndpoint(origin) }
  return {
    cloud,
    organization,
    iam: iamService(common),
    roles: roleSessions(inAccounts),
    consoles: consoleService(inAccounts),
    actors: accountActors({ stores, organization, instance, secureTransport: origin.startsWith('https:') }),
  }
}

type People = ReturnType<typeof people>
type Accounts = ReturnType<typeof accounts>

/** Who may enter what, and the roles that make it so. */
function assignments(common: Common, { keys, directory }: People, { organization, cloud }: Accounts, config: Config) {
  const { origin } = config
  const { stores, instance } = common
  const access = accessService({ ...common, directory, organization, kick: () => provisioning.kick() })
  const provisioning = provisioner({
    ...common,
    work: stores.work,
    wanted: role => stores.access.wanted(role),
    cloud,
    samlMetadata: async () => {
      await keys.active(ACCOUNTS_KEY)
      return accountsMetadata(origin, await keys.certificates(ACCOUNTS_KEY))
    },
    samlAudience: samlEndpoint(origin),
    report: error => reportFault(config, common, 'provisioning failed', error),
  })
  const roleSessionControl = roleSessionControlService({
    ...common,
    directory,
    organization,
    kick: () => provisioning.kick(),
  })
  const provisioned = provisionedService({ ...stores, instance, permissionSets: access.permissionSets })
  const batches = batchService({
    ...common,
    batchStore: stores.batches,
    assignments: access.assignments,
    lists: stores.lists,
    report: error => reportFault(config, common, 'a batch of assignments failed', error),
  })
  return { access, roleSessionControl, provisioning, provisioned, batches }
}

/** A fault of ours outside of any request, as a line of the log in the shape of the server's others. */
function reportFault({ logLevel }: Config, { clock }: Common, msg: string, error: unknown): void {
  if (logLevel === 'silent') return
  const err = error instanceof Error ? { type: error.name, message: error.message, stack: error.stack } : String(error)
  process.stderr.write(`${JSON.stringify({ level: 50, time: clock(), pid: process.pid, err, msg })}\n`)
}

function capabilities(config: Config, ground: Ground, storage: Storage) {
  const common = commonOf(ground, storage)
  const who = people(common, ground, config)
  const where = accounts(common, storage, config)
  const what = assignments(common, who, where, config)
  const signin = signinService({
    ...common,
    ...who,
    people: who.directory,
    recordRefusal: who.audit.recordRefusal,
    countAnonymous: who.audit.countAnonymous,
    settings: { identitySource: 'directory' },
    origin: config.origin,
  })
  const confirming = confirmation({
    ...common,
    ...who,
    people: who.directory,
    recordRefusal: who.audit.recordRefusal,
  })
  const setup = setupService({ ...who, ...what, instance: common.instance, withLease: storage.withLease })
  const linking = {
    ...common,
    ...who,
    people: who.directory,
    recordRefusal: who.audit.recordRefusal,
    countAnonymous: who.audit.countAnonymous,
    origin: config.origin,
  }
  const links = { invitations: invitationService(linking), passwordResets: passwordResets(linking) }
  const author = (eventName: string) => serverAuthor(ground, eventName)
  return { ...common, ...who, ...where, ...what, signin, confirmation: confirming, setup, ...links, author }
}

/** The author of what a command or the server itself does. */
const serverAuthor = ({ clock, random }: Ground, eventName: string): Author => ({
  call: {
    requestId: uuid(random),
    at: clock(),
    eventSource: 'sso.amazonaws.com',
    eventName,
    readOnly: false,
    eventType: 'AwsServiceEvent',
    sourceIp: 'localhost',
    userAgent: 'portico',
  },
  identity: { type: 'AWSService', invokedBy: 'portico' },
})

/** Argon2id keeps a processor busy; more at once would only wait for each other. */
const HASHES_AT_ONCE = 2

const pagingOf = ({ storage, ground }: House) => pagingBy(storage.sealer.derive('page tokens v1'), ground.random)

function operationsOf(house: House): ServiceOperations {
  const { built, storage } = house
  const { instance } = storage
  const paging = pagingOf(house)
  const { audit, directory, organization, access, provisioned, iam, roles } = built
  const administration = { instance, access, provisioned, paging }
  return {
    'sso-admin': ssoAdminOperations(administration),
    identitystore: identitystoreOperations({
      directory,
      instance,
      paging,
      joiningGroup: principalId => takingPlaceOf(administration)({ principalType: 'GROUP', principalId }),
    }),
    organizations: organizationsOperations({ instance, organization, paging }),
    cloudtrail: cloudtrailOperations({ audit, paging }),
    iam: iamOperations({ iam, paging }),
    sts: stsOperations({ sessions: roles, users: iam.users }),
  }
}

function commandsOf({ built, config, storage }: House) {
  const { origin } = config
  const { engine } = storage
  const { setup, directory, passwords, iam, audit, author, instance, oneTime, stores } = built
  return {
    setUp: (input: FirstAdministrator) => setup.setUp(input, author('SetUp')),
    setupLink: () => setupLink({ setup, oneTime, origin }),
    async setPassword({ userName, password, mustChange }: { userName: string; password: string; mustChange: boolean }) {
      const user = await directory.userByName(userName)
      if (user === undefined) throw refuseDirectory('user.not_found', { observed: userName })
      const { userId } = user
      await passwords.set(author('UpdatePassword'), {
        userId,
        userName: user.userName,
        password,
        mustChange,
        mode: 'COMMAND',
      })
      return { userId, userName: user.userName, mustChange }
    },
    async createAccessKey(policyArn: string) {
      const key = await iam.users.automationKey(author('CreateAccessKey'), instance.managementAccountId, policyArn)
      return { AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey, UserName: key.userName }
    },
    diagnose: (): Promise<readonly Finding[]> =>
      diagnose({
        audit,
        engine,
        administrators: async () => !(await setup.isOpen()),
        failedProvisioning: () => stores.work.failing(),
      }),
  }
}

export interface Route {
  readonly method: string
  readonly path: string
}

interface Running {
  readonly routes: readonly Route[]
  stop(): Promise<void>
}

async function start(house: House): Promise<Running> {
  const { config, ground, storage, built } = house
  const server = await httpServer({ ...config, random: ground.random })
  const routes: Route[] = []
  server.addHook('onRoute', ({ method, url }) => {
    routes.push(...[method].flat().map(one => ({ method: one, path: url })))
  })
  // The only server of a SQLite store: whatever work is held was left by one that crashed.
  if (storage.engine === 'sqlite') await built.provisioning.reclaim()
  await addDoors(server, house)
  const stopping = new AbortController()
  const working = built.provisioning.run({ signal: stopping.signal })
  const failed = (name: string, error: unknown) => server.log.error({ err: error, job: name }, 'job failed')
  const jobs = startJobs(jobsOf(built, storage, ground.clock), { withLease: storage.withLease, failed })
  const stop = async () => {
    await server.close()
    stopping.abort()
    await Promise.all([working, jobs.stop()])
  }
  try {
    await listenOn(server, config.listen)
  } catch (error) {
    await stop()
    throw error
  }
  return { routes, stop }
}

async function addDoors(server: FastifyInstance, house: House): Promise<void> {
  const { config, ground, storage, built } = house
  const { origin } = config
  const { instance } = storage
  const { audit, directory, sessions, access, organization, actors, roles } = built
  const common = { ...built, origin, people: directory, entitlements: access.entitlements, accounts: organization }
  const managementAccountId = async () => instance.managementAccountId
  const known = credentials({ users: built.stores.users, actors, keys: storage.sealer, clock: ground.clock })
  const browser = browserActor({ ...common, sessionCookie: cookie(origin, 'session'), instance })
  await openApi(server, origin)
  metrics(server, { counted: audit.counted })
  health(server, () => storage.db.selectFrom('instance').select('instance_id').execute())
  await server.register(awsPlugin, {
    ...ground,
    operations: operationsOf(house),
    managementAccountId,
    credentials: known,
    browser,
    anonymous: (call: Call) => anonymousActor(call, nobody(instance)),
    recordRefusal: (call, identity, refusal, errorCode) =>
      audit.recordRefusal({ call, identity }, refusal, { errorCode }),
    countAnonymous: audit.countAnonymous,
  })
  await server.register(portalPlugin, { ...common, sessions, roles })
  await server.register(launchPages, { ...common, signInEndpoint: samlEndpoint(origin) })
  await server.register(cloudPages, common)
  await server.register(signinPages, common)
  await server.register(setupPages, common)
  await server.register(passwordLinkPages, common)
  const ownSession = (request: FastifyRequest) =>
    browserSession(request, { cookies: cookie(origin, 'session'), sessions, origin })
  await server.register(ownDeviceRoutes, { ...common, ownSession })
  await server.register(ownRoleSessionRoutes, { ...common, ownSession, naming: namingOf(built) })
  await server.register(sessionRoutes, {
    ...common,
    aliasStartUrl: aliasStartUrl(instance),
    accountsEndpoint: origin,
    administers: consoleEntrances(common),
  })
  const administration: AdministrationPorts = {
    ...ground,
    paging: pagingOf(house),
    caller: administrationCaller({ browser, credentials: known, managementAccountId }),
    recordRefusal: (call, identity, refusal) => audit.recordRefusal({ call, identity }, refusal),
    countAnonymous: audit.countAnonymous,
  }
  await administrationRoutes(server, house, administration)
  await server.register(helpPages, { registry: refusalRegistry })
  await webApp(server, '/start', join(import.meta.dirname, '../web/dist/portal'))
  await webApp(server, '/console', join(import.meta.dirname, '../web/dist/console'))
}

const namingOf = ({ stores: { lists, search }, organization }: Capabilities) => naming({ lists, search, organization })

/** What no AWS API covers of administering: `/api/v1`, each capability its own part. */
async function administrationRoutes(
  server: FastifyInstance,
  { built }: House,
  administration: AdministrationPorts,
): Promise<void> {
  const { lists, roleLists, search } = built.stores
  const takesPlace = takingPlaceOf({ ...built, paging: administration.paging })
  const needs = {
    ...built,
    administration,
    ...{ lists, roleLists, search },
    naming: namingOf(built),
    provisionNeeds: provisionNeeds({ ...built, paging: administration.paging }),
    users: built.iam.users,
    userStore: built.stores.users,
    certificates: () => built.stores.keys.signing(),
    batchNeeds: batchNeeds({ ...built, paging: administration.paging }),
    takingPlaceOf: (principalId: string) => takesPlace({ principalType: 'USER', principalId }),
  }
  await server.register(directoryRoutes, needs)
  await server.register(credentialRoutes, needs)
  await server.register(passwordSettingsRoutes, needs)
  await server.register(mfaRoutes, needs)
  await server.register(invitationRoutes, needs)
  await server.register(mailRoutes, needs)
  await server.register(accessRoutes, needs)
  await server.register(batchRoutes, needs)
  await server.register(roleSessionRoutes, needs)
  await server.register(provisioningRoutes, needs)
  await server.register(auditRoutes, { ...needs, people: eventPeople(needs) })
  await server.register(sessionAdministrationRoutes, needs)
  await server.register(policyRoutes, needs)
  await server.register(cloudRoutes, needs)
  await server.register(explainRoutes, needs)
}

/** Whom events mean by their ids. */
const eventPeople = ({ directory, search }: Pick<Capabilities, 'directory'> & Pick<Stores, 'search'>): EventPeople => ({
  idOf: async userName => (await directory.userByName(userName))?.userId,
  namesOf: async ids => new Map((await search.named(ids)).map(({ id, name }) => [id, name])),
})

/** What a running server does on the side: pauses and leases in ms. */
function jobsOf(
  { audit, sessions, signin, consoles, access, roleSessionControl, outbox: mails }: Capabilities,
  storage: Storage,
  clock: Clock,
): readonly Job[] {
  const sweep = async () => {
    await Promise.all([sessions.sweep(), signin.sweep(), consoles.sweep(), roleSessionControl.sweep()])
    await storage.unit(db => sweepCredentials(db, clock()))
  }
  const forget = async () => {
    await audit.forget(clock() - KEPT)
    await access.assignments.forget(clock() - KEPT)
    await mails.forget(clock() - MAILS_KEPT)
  }
  return [
    { name: 'chain-events', every: 2_000, lease: 60_000, run: () => audit.chain() },
    ...(mails.sends ? [{ name: 'send-mails', every: 2_000, lease: DELIVERY_LEASE, run: () => mails.deliver() }] : []),
    { name: 'sweep', every: 300_000, lease: 60_000, run: sweep },
    { name: 'forget', every: 3_600_000, lease: 600_000, run: forget },
  ]
}
