import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { send } from '#tests/doors/wire.ts'
import { needed, newPerson } from '#tests/doors/world.ts'
import { engines } from '#tests/engines.ts'
import { administrator, freePort, root, spawnPortico, startPortico, testConfig, until } from '#tests/portico.ts'

async function sqliteEnv() {
  const { dataDirectory, masterKey } = await needed(engines[0]).settings()
  return { PORTICO_DATA: dataDirectory, PORTICO_MASTER_KEY: Buffer.from(masterKey).toString('base64') }
}

const REGISTRATION = JSON.stringify({ clientName: 'tester', clientType: 'public', scopes: ['sso:account:access'] })

/** Sends a request but for its last byte, and waits until the server has begun with it. */
async function begun(origin: string) {
  const { host, port } = new URL(origin)
  const socket = connect(Number(port), '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', text => {
    answer += text
  })
  const head = `POST /client/register HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n`
  socket.write(`${head}Content-Length: ${Buffer.byteLength(REGISTRATION)}\r\n\r\n`)
  await until(() => answer.includes('100 Continue'))
  socket.write(REGISTRATION.slice(0, -1))
  return {
    async finish(): Promise<string> {
      socket.write(REGISTRATION.slice(-1))
      await until(() => socket.closed)
      return answer.slice(answer.indexOf('\r\n\r\n') + 4)
    },
  }
}

const refusesConnections = (origin: string): Promise<boolean> =>
  send(origin, { path: '/healthz' }).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  )

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} lets the requests under way end, takes no more, and ends the server with success`, async () => {
    const { origin, child } = await spawnPortico(await sqliteEnv())
    const requests = await Promise.all(Array.from({ length: 10 }, () => begun(origin)))
    const ended = once(child, 'exit')
    child.kill(signal)
    await until(() => refusesConnections(origin))
    for (const request of requests) assert.match(await request.finish(), /^HTTP\/1\.1 200 OK.*"clientSecret"/s)
    assert.deepEqual(await ended, [0, null])
  })

/** What a server that cannot start says, once it has ended by itself. */
async function failedStart(env: Readonly<Record<string, string>>, port: string | number) {
  const child = spawn(process.execPath, [join(root, 'server/main.ts'), 'serve'], {
    env: { ...env, PORTICO_URL: `http://localhost:${port}`, PORTICO_LISTEN: `127.0.0.1:${port}`, PORTICO_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: root,
  })
  let [output, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    said += text
  })
  assert.deepEqual(await once(child, 'close'), [1, null])
  assert.equal(output, '')
  assert.doesNotMatch(said, /\bat .*\.ts:\d/)
  return said
}

test('a second server on a SQLite store is refused and says why, until the first one is gone', async () => {
  const env = await sqliteEnv()
  const first = await spawnPortico(env)
  const said = await failedStart(env, await freePort())
  assert.match(said, /^Another Portico server is running on this data directory \[storage\.another_server\]\n/)
  assert.match(said, /fix: Stop the other server, or give this one another PORTICO_DATA, or use PostgreSQL/)
  assert.equal((await send(first.origin, { path: '/readyz' })).status, 200)
  await first.kill('SIGKILL')
  const third = await spawnPortico(env)
  assert.equal((await send(third.origin, { path: '/readyz' })).status, 200)
})

test('SIGTERM to npm start ends the server with it, and leaves port and store free', async () => {
  const env = { ...(await sqliteEnv()), PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const child = spawn('npm', ['start'], {
    env: { ...env, PORTICO_URL: origin, PORTICO_LISTEN: `127.0.0.1:${port}`, PORTICO_LOG: 'silent' },
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: root,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text
  })
  await until(() => output.includes('Portal:'))
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
  await until(() => refusesConnections(origin))
})

test('a server whose port is taken says so, and leaves its store free', async () => {
  const first = await spawnPortico(await sqliteEnv())
  const env = await sqliteEnv()
  const said = await failedStart(env, new URL(first.origin).port)
  assert.match(said, /^The server cannot listen at its address \[http\.cannot_listen\]\n/)
  assert.match(said, /another program listens there/)
  const moved = await spawnPortico(env)
  assert.equal((await send(moved.origin, { path: '/readyz' })).status, 200)
})

test('the only server of a SQLite store takes over at its start what one that crashed held', async () => {
  const settings = await needed(engines[0]).settings()
  const config = await testConfig(settings)
  const crashed = await openApp(config, { clock: systemClock, random: systemRandom })
  await administrator(crashed)
  const userId = await newPerson(crashed, 'grace')
  const tomorrow = systemClock() + 24 * 3600 * 1000
  const set = needed(await crashed.access.permissionSets.byName('AdministratorAccess'))
  const role = { accountId: crashed.description.managementAccountId, permissionSetId: set.permissionSetId }
  await crashed.atomically(async ({ work, access }) => {
    const requestId = '00000000-0000-4000-8000-000000000000'
    const principal = { principalType: 'USER', principalId: userId } as const
    await access.addAssignment({ ...role, ...principal }, systemClock())
    await access.addRequest({
      requestId,
      kind: 'assign',
      status: 'IN_PROGRESS',
      ...role,
      principal,
      createdAt: systemClock(),
    })
    await work.plan({ ...role, roleName: 'AWSReservedSSO_AdministratorAccess' }, requestId, 0)
    await work.take({ owner: 'somebody who is dead', until: tomorrow }, systemClock())
  })
  await crashed.close()
  const app = await startPortico(config)
  await until(async () => {
    const { status } = await app.access.assignments.request('assign', '00000000-0000-4000-8000-000000000000')
    return status !== 'IN_PROGRESS'
  })
})
