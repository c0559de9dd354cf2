import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { engines } from '#tests/engines.ts'
import { openStorage } from './index.ts'

for (const engine of engines)
  describe(`storage on ${engine.name}`, () => {
    test('a unit that throws leaves nothing behind', async () => {
      const storage = await engine.fresh()
      const row = { name: 'kept?', owner: 'me', expires_at: 1 }
      await assert.rejects(
        storage.unit(async db => {
          await db.insertInto('lease').values(row).execute()
          throw new Error('changed my mind')
        }),
        /changed my mind/,
      )
      assert.deepEqual(await storage.db.selectFrom('lease').selectAll().execute(), [])
    })

    test('concurrent units do not lose each other’s updates', async () => {
      const storage = await engine.fresh()
      await storage.unit(db => db.insertInto('lease').values({ name: 'n', owner: 'o', expires_at: 0 }).execute())
      const increment = () =>
        storage.unit(async db => {
          const { expires_at } = await db.selectFrom('lease').select('expires_at').executeTakeFirstOrThrow()
          await db
            .updateTable('lease')
            .set({ expires_at: expires_at + 1 })
            .execute()
        })
      await Promise.all(Array.from({ length: 40 }, increment))
      assert.equal((await storage.db.selectFrom('lease').select('expires_at').executeTakeFirstOrThrow()).expires_at, 40)
    })

    for (const [title, odd] of [
      ['one refused unit does not harm those that share its commit', 1],
      ['the first unit of a commit may be refused, and those after it still hold', 0],
    ] as const)
      test(title, async () => {
        const storage = await engine.fresh()
        const numbers = Array.from({ length: 20 }, (_, number) => number)
        const unit = (number: number) =>
          storage.unit(async db => {
            await db
              .insertInto('lease')
              .values({ name: `n${number}`, owner: 'o', expires_at: number })
              .execute()
            if (number % 2 === odd) throw new Error('refused')
          })
        const outcomes = await Promise.allSettled(numbers.map(unit))
        const kept = numbers.filter(number => number % 2 !== odd)
        assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, kept.length)
        const rows = await storage.db.selectFrom('lease').select('expires_at').orderBy('expires_at').execute()
        assert.deepEqual(
          rows.map(row => row.expires_at),
          kept,
        )
      })

    test('the outer database inside a unit throws instead of waiting for itself', async () => {
      const storage = await engine.fresh()
      const use = () => storage.unit(async () => storage.db.selectFrom('lease').selectAll().execute())
      await assert.rejects(use(), /inside a unit of work/)
      await assert.rejects(
        storage.unit(() => storage.unit(async () => undefined)),
        /inside a unit of work/,
      )
    })

    test('U+0000 is refused by code', async () => {
      const storage = await engine.fresh()
      const write = storage.unit(db =>
        db.insertInto('lease').values({ name: 'a\0b', owner: 'o', expires_at: 0 }).execute(),
      )
      await assert.rejects(write, { code: 'storage.nul_character' })
    })

    test('a lease is held by one at a time and ends by itself', async () => {
      let now = 1_000
      const storage = await engine.fresh(() => now)
      const settings = { name: 'job', ms: 500 }
      const order: string[] = []
      const first = storage.withLease(settings.name, settings.ms, async () => {
        order.push('first')
        assert.equal(await storage.withLease(settings.name, settings.ms, async () => {}), false)
        now += 600
        assert.equal(await storage.withLease(settings.name, settings.ms, async () => void order.push('second')), true)
      })
      assert.equal(await first, true)
      assert.deepEqual(order, ['first', 'second'])
    })

    test('closing finishes the units that were accepted and refuses later ones', async () => {
      const storage = await openStorage(await engine.settings(), systemClock, systemRandom)
      const insert = (name: string) =>
        storage.unit(db => db.insertInto('lease').values({ name, owner: 'o', expires_at: 0 }).execute())
      const accepted = [insert('a'), insert('b')]
      const closed = storage.close()
      await Promise.all(accepted)
      await closed
      await assert.rejects(insert('c'))
    })

    test('another master key is noticed at start', async () => {
      const settings = await engine.settings()
      await (await openStorage(settings, systemClock, systemRandom)).close()
      const other = { ...settings, masterKey: Buffer.alloc(32, 8) }
      await assert.rejects(openStorage(other, systemClock, systemRandom), { code: 'storage.wrong_master_key' })
    })

    test('starting twice at once founds one instance', async () => {
      const settings = await engine.settings()
      if (engine.name === 'SQLite') await (await openStorage(settings, systemClock, systemRandom)).close()
      const both = await Promise.all([1, 2].map(() => openStorage(settings, systemClock, systemRandom)))
      assert.deepEqual(both[0]?.instance, both[1]?.instance)
      for (const storage of both) await storage.close()
    })
  })

test('a second server on one SQLite store is refused, a command is not', async () => {
  const [sqlite] = engines
  assert.ok(sqlite)
  const settings = await sqlite.settings()
  const server = await openStorage(settings, systemClock, systemRandom)
  server.lockForServer()
  const command = await openStorage(settings, systemClock, systemRandom)
  assert.throws(() => command.lockForServer(), { code: 'storage.another_server' })
  await server.close()
  command.lockForServer()
  await command.close()
})

test('the files of a SQLite store are for their owner alone, in whatever directory', async () => {
  const [sqlite] = engines
  assert.ok(sqlite)
  const { dataDirectory, ...settings } = await sqlite.settings()
  const directory = join(dataDirectory, 'made', 'here')
  const storage = await openStorage({ ...settings, dataDirectory: directory }, systemClock, systemRandom)
  storage.lockForServer()
  const modes = readdirSync(directory).map(name => [name, statSync(join(directory, name)).mode & 0o777])
  await storage.close()
  assert.ok(modes.length >= 3)
  for (const [name, mode] of modes) assert.equal(mode, 0o600, String(name))
})

test('a PostgreSQL that does not answer is refused by code', async () => {
  const database = 'postgres://nobody@127.0.0.1:1/none'
  const settings = { database, dataDirectory: '/nowhere', masterKey: Buffer.alloc(32), region: 'us-east-1' }
  await assert.rejects(openStorage(settings, systemClock, systemRandom), {
    code: 'storage.unreachable',
  })
})
