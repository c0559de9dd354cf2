import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { hasher, turnstile } from './hash.ts'

describe('hashing', () => {
  const hashes = hasher({ memory: 8, passes: 1, parallelism: 1 }, systemRandom)

  test('agrees with the reference implementation of Argon2', async () => {
    // echo -n "password" | argon2 somesalt -id -t 2 -k 65536 -p 1 (the test vectors of the reference implementation)
    const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    assert.equal(await hashes.matches(phc, 'password'), true)
    assert.equal(await hashes.matches(phc, 'Password'), false)
    assert.equal(hashes.isOutdated(phc), true)
  })

  test('nobody’s password is never right', async () => {
    assert.equal(await hashes.matches(undefined, ''), false)
  })

  for (const broken of ['', 'plain', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x', '$2b$10$abcdefghijklmnopqrstuv'])
    test(`a stored hash like '${broken}' is an error, not a wrong password`, async () => {
      await assert.rejects(hashes.matches(broken, 'password'), /PHC/)
    })
})

describe('the turnstile', () => {
  /** Work that ends when told. */
  function controlled() {
    const ends: (() => void)[] = []
    let running = 0
    let most = 0
    const work = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await new Promise<void>(resolve => ends.push(resolve))
      running -= 1
    }
    /** Ends the oldest that is running; what is let through begins a turn later. */
    const end = async () => {
      await new Promise(setImmediate)
      ends.shift()?.()
      await new Promise(setImmediate)
    }
    return { work, end, most: () => most }
  }

  test('lets so many through at once, and the rest in their order', async () => {
    const pass = turnstile(2, () => 0)
    const { work, end, most } = controlled()
    const order: number[] = []
    const all = [1, 2, 3, 4, 5].map(number => pass(work).then(() => order.push(number)))
    for (let index = 0; index < 5; index++) await end()
    await Promise.all(all)
    assert.deepEqual([order, most()], [[1, 2, 3, 4, 5], 2])
  })

  test('refuses at once what would wait longer than two seconds', async () => {
    const pass = turnstile(1, () => 0)
    const { work, end } = controlled()
    // 25 ms are expected of each before anything was measured: 80 fit into two seconds.
    const accepted = Array.from({ length: 81 }, () => pass(work))
    await assert.rejects(pass(work), { code: 'credentials.overloaded' })
    for (let index = 0; index < 81; index++) await end()
    await Promise.all(accepted)
    const again = pass(work)
    await end()
    await again
  })

  test('refuses at its turn what has waited longer after all, and goes on', async () => {
    let now = 0
    const pass = turnstile(1, () => now)
    const { work, end } = controlled()
    const first = pass(work)
    const second = assert.rejects(pass(work), { code: 'credentials.overloaded' })
    await new Promise(setImmediate)
    now = 2_001
    await end()
    await Promise.all([first, second])
    const third = pass(work)
    await end()
    await third
  })

  test('a failure leaves its place to the next', async () => {
    const pass = turnstile(1, () => 0)
    await assert.rejects(
      pass(async () => {
        throw new Error('broken')
      }),
      /broken/,
    )
    assert.equal(await pass(async () => 'fine'), 'fine')
  })
})
