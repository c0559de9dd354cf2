import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventStore } from '#server/audit/index.ts'
import { systemRandom } from '#server/base/random.ts'
import type { Refusal } from '#server/base/refusal.ts'
import { directoryStore } from '#server/directory/index.ts'
import type { Storage } from '#server/storage/index.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import {
  type CredentialsAtomically,
  type CredentialUnit,
  type HashCost,
  oneTimeTokens,
  type PasswordAttempt,
  type PasswordVerdict,
  passwords,
} from './index.ts'
import { trustStore } from './mfa/store.ts'
import { passwordPolicyStore } from './settings-store.ts'
import { attemptStore, forgetsCredentials, oneTimeStore, passwordStore, sweepCredentials } from './store.ts'

const CHEAP: HashCost = { memory: 8, passes: 1, parallelism: 1 }
const GOOD = 'Correct-7 horse'
const place = { region: 'us-east-1', recipientAccountId: '111122223333', random: systemRandom }

const author = {
  call: {
    requestId: '5a1c0d9e-0000-4000-8000-000000000001',
    at: 1,
    eventSource: 'portico',
    eventName: 'SetUp',
    readOnly: false,
    eventType: 'AwsApiCall',
    sourceIp: '192.0.2.1',
    userAgent: 'test',
  },
  identity: { type: 'Unknown' },
} as const

function over(storage: Storage, clock: () => number, cost = CHEAP) {
  const ended: string[] = []
  const stores = (db: Storage['db']): CredentialUnit => ({
    passwords: passwordStore(db),
    attempts: attemptStore(db),
    oneTime: oneTimeStore(db),
    events: eventStore(db, place),
    sessions: { endSessionsOf: async (userId: string, why: string) => void ended.push(`${why} ${userId}`) },
    trust: trustStore(db),
  })
  const atomically: CredentialsAtomically = work => storage.unit(db => work(stores(db)))
  const needs = { atomically, clock, random: systemRandom }
  const hashing = { cost, concurrent: 2 }
  return {
    ended,
    passwords: passwords({
      ...needs,
      store: passwordStore(storage.db),
      counters: attemptStore(storage.db),
      policies: passwordPolicyStore(storage.db),
      people: directoryStore(storage.db),
      hashing,
      attemptKey: Buffer.alloc(32, 3),
    }),
    tokens: oneTimeTokens({ ...needs, store: oneTimeStore(storage.db) }),
    stored: () => storage.db.selectFrom('password').selectAll().execute(),
    events: () => eventStore(storage.db, place).find({ limit: 100 }),
  }
}

const ann = { userId: 'u-ann', userName: 'ann' }
const attempt = (more: Partial<PasswordAttempt> = {}): PasswordAttempt => ({
  ...ann,
  password: 'wrong',
  sourceIp: '192.0.2.1',
  ...more,
})
const nobody = { userName: 'nobody', password: 'wrong', sourceIp: '192.0.2.1' }

for (const engine of engines) {
  const opened = async (engineOf: TestEngine = engine) => {
    let now = 1_764_000_000_000
    const storage = await engineOf.fresh(() => now)
    const pass = (ms: number) => {
      now += ms
    }
    return { storage, pass, clock: () => now, ...over(storage, () => now) }
  }

  describe(`passwords on ${engine.name}`, () => {
    test('the right one is right, any other is wrong, and so is every one for nobody', async () => {
      const { passwords } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      assert.deepEqual(await passwords.check(attempt({ password: GOOD })), { outcome: 'right', mustChange: false })
      assert.deepEqual(await passwords.check(attempt()), { outcome: 'wrong', wait: 0 })
      assert.deepEqual(await passwords.check({ ...nobody, password: GOOD }), { outcome: 'wrong', wait: 0 })
      assert.deepEqual(await passwords.check({ ...nobody, userId: 'without' }), { outcome: 'wrong', wait: 0 })
      assert.equal(await passwords.verify(ann.userId, GOOD), true)
      assert.equal(await passwords.verify(ann.userId, `${GOOD} `), false)
      assert.equal(await passwords.verify(undefined, GOOD), false)
      assert.deepEqual([await passwords.has(ann.userId), await passwords.has('other')], [true, false])
    })

    test('one keyboard’s letters equal another’s in a different Unicode form', async () => {
      const { passwords } = await opened()
      await passwords.set(author, { ...ann, password: 'Café-Hubble-1253' })
      assert.equal(await passwords.verify(ann.userId, 'Cafe\u0301-Hubble-1253'), true)
    })

    test('hashes are Argon2id in the PHC form with a salt of their own', async () => {
      const { passwords, stored } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      await passwords.set(author, { ...ann, userId: 'u-two', password: GOOD })
      const [one, two] = (await stored()).map(row => row.hash)
      assert.match(one ?? '', /^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
      assert.notEqual(one, two)
    })

    test('a sign-in renews a hash of another cost, and the password stays the same', async () => {
      const { storage, passwords, clock, stored } = await opened()
      await passwords.set(author, { ...ann, password: GOOD, mustChange: true })
      const dearer = over(storage, clock, { memory: 16, passes: 1, parallelism: 1 })
      const right = { outcome: 'right', mustChange: true } as const
      assert.deepEqual(await dearer.passwords.check(attempt({ password: GOOD })), right)
      assert.match((await stored())[0]?.hash ?? '', /m=16,t=1,p=1/)
      assert.deepEqual(await dearer.passwords.check(attempt({ password: GOOD })), right)
    })

    test('the last three passwords cannot be used again, the fourth can', async () => {
      const { passwords } = await opened()
      const set = (number: number) => passwords.set(author, { ...ann, password: `Correct-horse-${number}` })
      for (const number of [1, 2, 3, 4]) await set(number)
      for (const number of [2, 3, 4])
        await assert.rejects(set(number), {
          code: 'credentials.password_policy',
          details: {
            observed: 'recently_used',
            expected: 'a password without these faults',
            sentence: 'Choose another password: it is one of your last 3.',
          },
        })
      await set(1)
    })

    test('a refusal names every rule that is not met, and changes nothing', async () => {
      const { passwords, events } = await opened()
      await assert.rejects(
        passwords.set(author, { ...ann, password: 'annann' }),
        (error: Error & { details?: unknown }) => {
          assert.deepEqual(error.details, {
            observed: 'too_short, missing_upper, missing_digit, missing_symbol, contains_username',
            expected: 'a password without these faults',
            sentence:
              'Choose another password: it is shorter than 8 characters, it has no letter A–Z, it has no digit, it has no symbol, it contains the username.',
          })
          return true
        },
      )
      assert.equal(await passwords.has(ann.userId), false)
      assert.deepEqual((await events()).items, [])
    })

    test('one that is guessed early is refused, and so are the names of the user, until an administrator allows it', async () => {
      const { storage, passwords } = await opened()
      const owner = { userName: 'ann', names: ['Persephone', 'Featherstonehaugh', 'pf@example.org'] }
      for (const password of ['P@ssw0rd1', 'Summer2026!', 'Persephone1!', 'Featherstonehaugh-1'])
        await assert.rejects(passwords.requirePolicy(password, owner), (error: Refusal) => {
          assert.deepEqual(
            [error.code, error.details.observed],
            ['credentials.password_policy', 'too_common'],
            password,
          )
          return true
        })
      await passwords.requirePolicy(GOOD, owner)
      await storage.unit(db => passwordPolicyStore(db).write({ minimumLength: 8, history: 3, refuseCommon: false }))
      await passwords.requirePolicy('P@ssw0rd1', owner)
    })

    test('an administrator makes them longer, and keeps more from being used again', async () => {
      const { storage, passwords } = await opened()
      const set = (number: number) => passwords.set(author, { ...ann, password: `Correct-horse-${number}` })
      await storage.unit(db => passwordPolicyStore(db).write({ minimumLength: 15, history: 5, refuseCommon: true }))
      for (const number of [1, 2, 3, 4, 5]) await set(number)
      await assert.rejects(set(1), /one of your last 5/)
      await set(6)
      await set(1)
      await assert.rejects(passwords.set(author, { ...ann, password: 'Corr-horse-123' }), /shorter than 15 characters/)
    })

    test('setting one ends sessions, forgives failures and writes UpdatePassword without the password', async () => {
      const { passwords, ended, events } = await opened()
      for (let index = 0; index < 5; index++) await passwords.check(attempt())
      assert.equal((await passwords.check(attempt())).outcome, 'wait')
      await passwords.set(author, { ...ann, password: GOOD, mode: 'RESET' })
      assert.equal((await passwords.check(attempt({ password: GOOD }))).outcome, 'right')
      assert.deepEqual(ended, ['password-changed u-ann'])
      const { items } = await events()
      assert.deepEqual(
        items.map(event => [event.eventName, event.eventSource, event.resources.map(resource => resource.name)]),
        [['UpdatePassword', 'sso-directory.amazonaws.com', ['u-ann']]],
      )
      assert.equal(items[0]?.record.includes('Correct'), false)
    })

    test('a deleted user leaves no password behind', async () => {
      const { storage, passwords } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      await storage.unit(db => forgetsCredentials(db).forgetCredentialsOf(ann.userId))
      assert.equal(await passwords.has(ann.userId), false)
    })
  })

  describe(`failed attempts on ${engine.name}`, () => {
    test('are slowed down alike for users and for nobody', async () => {
      const { passwords, pass } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      const story = async (of: PasswordAttempt): Promise<PasswordVerdict[]> => {
        const verdicts: PasswordVerdict[] = []
        for (let index = 0; index < 7; index++) {
          verdicts.push(await passwords.check(of))
          if (index > 4) pass(1_500)
        }
        return verdicts
      }
      const known = await story(attempt())
      assert.deepEqual(await story(nobody), known)
      assert.deepEqual(known.slice(3), [
        { outcome: 'wrong', wait: 0 },
        { outcome: 'wrong', wait: 1 },
        { outcome: 'wait', retryAfter: 1 },
        { outcome: 'wrong', wait: 2 },
      ])
    })

    test('the right password does not shorten the delay', async () => {
      const { passwords, pass } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      for (let index = 0; index < 5; index++) await passwords.check(attempt())
      assert.deepEqual(await passwords.check(attempt({ password: GOOD })), { outcome: 'wait', retryAfter: 1 })
      pass(1_000)
      assert.equal((await passwords.check(attempt({ password: GOOD }))).outcome, 'right')
      assert.deepEqual(await passwords.check(attempt()), { outcome: 'wrong', wait: 0 })
    })

    test('an attacker elsewhere does not keep the owner out', async () => {
      const { passwords, pass } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      const home = attempt({ password: GOOD, sourceIp: '198.51.100.7' })
      await passwords.check(home)
      for (let index = 0; index < 20; index++) {
        await passwords.check(attempt({ sourceIp: `203.0.${index}.1` }))
        pass(10)
      }
      assert.equal((await passwords.check(home)).outcome, 'right')
      assert.equal((await passwords.check({ ...home, password: 'typo' })).outcome, 'wrong')
      assert.equal((await passwords.check(home)).outcome, 'right')
      const travelling = { ...home, sourceIp: '192.0.2.99' }
      assert.equal((await passwords.check(travelling)).outcome, 'right')
    })

    test('a browser that is known keeps its own budget in an attacked network', async () => {
      const { passwords } = await opened()
      await passwords.set(author, { ...ann, password: GOOD })
      await passwords.check(attempt({ password: GOOD, browser: 'laptop' }))
      for (let index = 0; index < 8; index++) await passwords.check(attempt())
      assert.equal((await passwords.check(attempt({ password: GOOD }))).outcome, 'wait')
      assert.equal((await passwords.check(attempt({ password: GOOD, browser: 'laptop' }))).outcome, 'right')
    })

    test('attempts at once cannot outrun the counter', async () => {
      const { passwords } = await opened()
      const verdicts = await Promise.all(Array.from({ length: 12 }, () => passwords.check(attempt())))
      assert.equal(verdicts.filter(verdict => verdict.outcome === 'wrong').length, 5)
      assert.equal(verdicts.filter(verdict => verdict.outcome === 'wait').length, 7)
    })

    test('are swept when they no longer matter, and a success is kept for thirty days', async () => {
      const { storage, passwords, pass, clock } = await opened()
      const rows = () => storage.db.selectFrom('attempt').select('origin').execute()
      await passwords.set(author, { ...ann, password: GOOD })
      await passwords.check(attempt({ password: GOOD }))
      await passwords.check(nobody)
      pass(2 * 86_400_000)
      await storage.unit(db => sweepCredentials(db, clock()))
      assert.equal((await rows()).length, 1)
      pass(29 * 86_400_000)
      await storage.unit(db => sweepCredentials(db, clock()))
      assert.deepEqual(await rows(), [])
    })
  })

  describe(`one-time tokens on ${engine.name}`, () => {
    test('can be looked at and taken once, for their purpose, until they expire', async () => {
      const { tokens, pass } = await opened()
      const token = await tokens.issue('setup', { as: 'administrator' }, 60_000)
      const content = { payload: { as: 'administrator' }, expiresAt: 1_764_000_060_000 }
      assert.deepEqual(await tokens.peek('setup', token), content)
      assert.equal(await tokens.peek('reset', token), undefined)
      assert.equal(await tokens.take('reset', token), undefined)
      assert.deepEqual(await tokens.take('setup', token), content)
      assert.equal(await tokens.take('setup', token), undefined)
      const late = await tokens.issue('setup', null, 60_000)
      pass(60_000)
      assert.equal(await tokens.peek('setup', late), undefined)
      assert.equal(await tokens.take('setup', late), undefined)
    })

    test('of many who take one at once, one gets it', async () => {
      const { tokens } = await opened()
      const token = await tokens.issue('setup', 1, 60_000)
      const taken = await Promise.all(Array.from({ length: 10 }, () => tokens.take('setup', token)))
      assert.equal(taken.filter(found => found !== undefined).length, 1)
    })

    test('are stored as hashes only', async () => {
      const { storage, tokens } = await opened()
      const token = await tokens.issue('setup', {}, 60_000)
      const [row] = await storage.db.selectFrom('one_time').selectAll().execute()
      assert.equal(JSON.stringify(row).includes(token), false)
    })
  })
}
