import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { pageOf } from '#server/base/paging.ts'
import { systemRandom } from '#server/base/random.ts'
import { type ListRequest, paging } from './paging.ts'

const pages = paging(Buffer.alloc(32, 5), systemRandom)
const names = ['a', 'b', 'c', 'd', 'e']
const list: ListRequest = { operation: 'ListUsers', filter: ['x'], limit: 2 }

const read = (asked: ListRequest) =>
  pages(asked, async ({ limit, after = '' }) =>
    pageOf(
      names.filter(name => name > after).slice(0, limit + 1),
      limit,
      name => name,
      name => name,
    ),
  )

async function firstToken(): Promise<string> {
  const { token } = await read(list)
  assert.ok(token !== undefined)
  return token
}

describe('page tokens', () => {
  test('lead through a list to its end, where there is none', async () => {
    const seen: string[][] = []
    let token: string | undefined
    do {
      const page = await read({ ...list, token })
      seen.push([...page.items])
      token = page.token
    } while (token !== undefined)
    assert.deepEqual(seen, [['a', 'b'], ['c', 'd'], ['e']])
  })

  test('use the alphabet of AWS and do not show where the page ended', async () => {
    const token = await firstToken()
    assert.match(token, /^[-a-zA-Z0-9_]{1,2048}$/)
    assert.notEqual(token, await firstToken())
  })

  test('may come with another page size', async () => {
    const page = await read({ ...list, limit: 10, token: await firstToken() })
    assert.deepEqual(page.items, ['c', 'd', 'e'])
  })

  for (const [rule, change] of [
    ['another operation', { operation: 'ListGroups' }],
    ['another filter', { filter: ['y'] }],
    ['no filter', { filter: undefined }],
  ] as const)
    test(`are refused with ${rule}`, async () => {
      const token = await firstToken()
      await assert.rejects(read({ ...list, ...change, token }), { code: 'aws.bad_token' })
    })

  test('of another instance are refused', async () => {
    const token = await firstToken()
    const other = paging(Buffer.alloc(32, 6), systemRandom)
    await assert.rejects(
      other({ ...list, token }, async () => ({ items: [] })),
      { code: 'aws.bad_token' },
    )
  })

  test('of any other text are refused', async () => {
    const token = await firstToken()
    const text = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.constant('A'.repeat(5_000)),
      fc.nat({ max: token.length - 1 }),
    )
    await fc.assert(
      fc.asyncProperty(text, async given => {
        // A number cuts the good token there.
        const bad = typeof given === 'number' ? token.slice(0, given) : given
        await assert.rejects(read({ ...list, token: bad }), { code: 'aws.bad_token' })
      }),
    )
  })
})
