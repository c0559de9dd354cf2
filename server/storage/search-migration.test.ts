import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Kysely } from 'kysely'
import { engines } from '#tests/engines.ts'
import { up } from './migrations/0012-search.ts'

/** More than one portion of the migration. */
const MANY = 2_100

const changed = { created_at: 1, created_by: 'test', updated_at: 1, updated_by: 'test' }

for (const engine of engines)
  describe(`the words of a store that is older than them, on ${engine.name}`, () => {
    test('are made for every user and group there is', async () => {
      const storage = await engine.fresh()
      const users = Array.from({ length: MANY }, (_, number) => ({
        ...{ user_id: `u${number}`, user_name: `Inês.${number}`, name_key: `inês.${number}`, email_key: null },
        ...{ display_name: number === 0 ? null : 'López Ruiz', status: 'ENABLED' as const, details: '{}', ...changed },
      }))
      const group = { group_id: 'g', display_name: 'Plattform-Betrieb', name_key: 'g', description: null, ...changed }
      await storage.unit(async db => {
        await db.schema.dropTable('search_word').execute()
        await db.schema.dropIndex('directory_user_by_age').execute()
        await db.schema.dropIndex('directory_group_by_age').execute()
        for (let from = 0; from < MANY; from += 700)
          await db
            .insertInto('directory_user')
            .values(users.slice(from, from + 700))
            .execute()
        await db.insertInto('directory_group').values(group).execute()
        await up(db as unknown as Kysely<unknown>, storage.engine)
      })
      const words = async (id: string) => {
        const select = storage.db.selectFrom('search_word').select(['principal_type', 'word']).orderBy('word')
        const rows = await select.where('principal_id', '=', id).execute()
        return rows.map(row => `${row.principal_type} ${row.word}`)
      }
      assert.deepEqual(await words('u0'), ['USER 0', 'USER ines', 'USER ines.0'])
      for (const id of [1, 999, 1_000, 1_001, MANY - 1])
        assert.deepEqual(
          await words(`u${id}`),
          [`USER ${id}`, 'USER ines', `USER ines.${id}`, 'USER lopez', 'USER ruiz'].toSorted(),
        )
      assert.deepEqual(await words('g'), ['GROUP betrieb', 'GROUP plattform', 'GROUP plattform-betrieb'])
    })
  })
