import assert from 'node:assert/strict'
import { verify, X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import { eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { keyStore, signingKeys } from './index.ts'

const NOW = Date.parse('2026-08-10T09:00:00Z')

async function open(engine: TestEngine) {
  const storage = await engine.fresh(() => NOW)
  const place = { region: 'us-east-1', recipientAccountId: '111122223333', random: systemRandom }
  const needs = {
    stores: { keys: keyStore(storage.db, storage.sealer) },
    atomically: <T>(work: (unit: ReturnType<typeof unitOf>) => Promise<T>) => storage.unit(db => work(unitOf(db))),
    clock: () => NOW,
    random: systemRandom,
  }
  function unitOf(db: typeof storage.db) {
    return { keys: keyStore(db, storage.sealer), events: eventStore(db, place) }
  }
  const events = async () => (await eventStore(storage.db, place).find({ limit: 50 })).items.map(one => one.eventName)
  return { storage, needs, events }
}

for (const engine of engines)
  describe(`signing keys on ${engine.name}`, () => {
    test('the first use makes a key, the next ones find it', async () => {
      const { needs, events } = await open(engine)
      const keys = signingKeys(needs)
      assert.deepEqual(await keys.certificates('accounts'), [])
      const first = await keys.active('accounts')
      assert.equal((await keys.active('accounts')).keyId, first.keyId)
      assert.deepEqual(await keys.certificates('accounts'), [first.certificate])
      assert.deepEqual(await events(), ['CreateSigningKey'])
    })

    test('two replicas that need a key at once end with one', async () => {
      const { needs, events } = await open(engine)
      const [here, there] = await Promise.all([
        signingKeys(needs).active('accounts'),
        signingKeys(needs).active('accounts'),
      ])
      assert.equal(here.keyId, there.keyId)
      assert.equal(here.certificate, there.certificate)
      assert.deepEqual(await events(), ['CreateSigningKey'])
    })

    test('what is signed verifies under the certificate', async () => {
      const { needs } = await open(engine)
      const keys = signingKeys(needs)
      const signature = await keys.sign('accounts', Buffer.from('said'))
      const { certificate } = await keys.active('accounts')
      const { publicKey, subject } = new X509Certificate(Buffer.from(certificate, 'base64'))
      assert.ok(verify('sha256', Buffer.from('said'), publicKey, signature))
      assert.equal(subject, 'CN=Portico accounts')
    })

    test('each purpose has a key of its own', async () => {
      const { needs } = await open(engine)
      const keys = signingKeys(needs)
      const [one, two] = [await keys.active('accounts'), await keys.active('application apl-1')]
      assert.notEqual(one.certificate, two.certificate)
    })

    test('the private key is stored sealed to its own row', async () => {
      const { needs, storage } = await open(engine)
      const keys = signingKeys(needs)
      const one = await keys.active('one')
      const two = await keys.active('two')
      const row = await storage.db
        .selectFrom('signing_key')
        .selectAll()
        .where('key_id', '=', one.keyId)
        .executeTakeFirstOrThrow()
      await storage.unit(db =>
        db.updateTable('signing_key').set({ private_key: row.private_key }).where('key_id', '=', two.keyId).execute(),
      )
      await assert.rejects(signingKeys(needs).sign('two', Buffer.from('said')), { code: 'storage.sealed_value' })
    })
  })
