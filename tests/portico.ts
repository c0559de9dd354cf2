import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after } from 'node:test'
import { type App, openApp } from '#server/app.ts'
import { type Clock, systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Config } from '#server/config/index.ts'
import type { StorageSettings } from '#server/storage/index.ts'

export const root = join(import.meta.dirname, '..')
export const PASSWORD = 'Correct-horse-7-battery'

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Settings of a server on a free loopback port over this store. Several servers may share one PostgreSQL store and origin. */
export async function testConfig(settings: StorageSettings, port?: number): Promise<Config> {
  const listening = port ?? (await freePort())
  const host = `localhost:${listening}`
  return {
    origin: `http://${host}`,
    listen: { host: '127.0.0.1', port: listening },
    dataDirectory: settings.dataDirectory,
    database: settings.database,
    masterKey: Buffer.from(settings.masterKey),
    region: settings.region,
    tls: undefined,
    trustedProxies: [],
    hosts: new Set([host, `127.0.0.1:${listening}`]),
    logLevel: process.env.TEST_LOG ?? 'silent',
    mail: undefined,
  }
}

/** A server of this process, listening, closed after the test file. Passwords are hashed cheaply. */
export async function startPortico(config: Config, clock: Clock = systemClock): Promise<App> {
  const app = await openApp(config, {
    clock,
    random: systemRandom,
    hashCost: { memory: 64, passes: 1, parallelism: 1 },
  })
  after(() => app.close())
  await app.listen()
  return app
}

export interface Administrator {
  readonly userName: string
  readonly userId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Sets the store up as `portico setup` and `portico access-key create` do. */
export async function administrator(app: App, userName = 'ada'): Promise<Administrator> {
  const { userId } = await app.commands.setUp({
    userName,
    email: `${userName}@example.org`,
    givenName: 'Ada',
    familyName: 'Lovelace',
    password: PASSWORD,
  })
  const key = await app.commands.createAccessKey('arn:aws:iam::aws:policy/AdministratorAccess')
  await app.provisioned()
  return { userName, userId, accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey }
}

/** Client configuration for any AWS SDK v3 client against this server. */
export const clientConfig = (
  origin: string,
  key: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
) => ({
  endpoint: origin,
  region: 'us-east-1',
  maxAttempts: 1,
  credentials: key,
})

export interface Process {
  readonly origin: string
  readonly child: ChildProcess
  /** Everything printed on stdout so far. */
  output(): string
  kill(signal: NodeJS.Signals): Promise<void>
}

/** `portico serve` as a process of its own, once it answers. */
export async function spawnPortico(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Process> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const settings = { PORTICO_URL: origin, PORTICO_LISTEN: `127.0.0.1:${port}`, PORTICO_LOG: 'warn', ...env }
  const child = spawn(process.execPath, [join(root, 'server/main.ts'), 'serve', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: root,
  })
  const exited = once(child, 'exit')
  after(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    output += text
  })
  await until(() => output.includes('Portal:') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`portico serve ended with ${child.exitCode}`)
  const kill = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
  }
  return { origin: settings.PORTICO_URL, child, output: () => output, kill }
}

/** Asks again until it holds; gives up after a minute, which is a failure and never a measure. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2_400; turn++) {
    if (await holds()) return
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  throw new Error('it did not happen within a minute')
}
