import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { returnTarget } from './return-target.ts'

for (const target of [
  '/start',
  '/start/',
  '/start/#/console?account_id=111122223333&role_name=Admin',
  '/console/users?x=1#y',
  '/device?user_code=BCDF-GHJK',
  '/authorize?response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb',
  '/launch/account/111122223333/Admin?destination=https%3A%2F%2Fconsole.aws.amazon.com%2F',
  '/cloud',
])
  test(`people come back to ${target}`, () => assert.equal(returnTarget(target), target))

for (const target of [
  undefined,
  '',
  'start',
  'https://evil.test/start',
  '//evil.test/start',
  '/\\evil.test/start',
  '/start\\..\\..\\evil',
  '/%2f/evil.test',
  '/start/..//evil.test',
  '/start/../signin/out',
  '/startle',
  '/signin/out',
  '/api/v1/session',
  '/start\t//evil',
  '/start\u0000',
  'javascript:alert(1)',
  '/authorize/../../x',
  `/start/${'a'.repeat(9000)}`,
])
  test(`nobody is sent to ${JSON.stringify(target)?.slice(0, 40)}`, () => assert.equal(returnTarget(target), undefined))

test('whatever comes out stays on our origin', () => {
  fc.assert(
    fc.property(fc.string(), fc.webPath(), (noise, path) => {
      for (const text of [noise, path, `/start${noise}`, `/${noise}`, `/start/${noise}/../..//${path}`]) {
        const target = returnTarget(text)
        if (target !== undefined) assert.equal(new URL(target, 'https://portico.test').origin, 'https://portico.test')
      }
    }),
  )
})
