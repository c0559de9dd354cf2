import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchPath, routeOf, shortcutUrl } from './route.ts'

for (const [why, hash, route] of [
  ['no hash shows the accounts', '', { page: 'accounts' }],
  ['an unknown hash shows the accounts', '#/somewhere', { page: 'accounts' }],
  ['the applications have their own address', '#/applications', { page: 'applications' }],
  ['and so have devices', '#/mfa-devices', { page: 'mfa-devices' }],
  ['and sessions', '#/sessions', { page: 'sessions' }],
  [
    'account and role go straight to the launch',
    '#/console?account_id=111122223333&role_name=Admin',
    { page: 'elsewhere', path: '/launch/account/111122223333/Admin' },
  ],
  [
    'the destination is handed on, encoded once',
    '#/console?account_id=111122223333&role_name=Admin&destination=https%3A%2F%2Faws.test%2Fs3%3Fa%3D1%23b',
    {
      page: 'elsewhere',
      path: '/launch/account/111122223333/Admin?destination=https%3A%2F%2Faws.test%2Fs3%3Fa%3D1%23b',
    },
  ],
  [
    'a plus sign in a role name survives unencoded',
    '#/console?account_id=111122223333&role_name=Ops+Read',
    { page: 'elsewhere', path: '/launch/account/111122223333/Ops%2BRead' },
  ],
  [
    'without a role the person chooses',
    '#/console?account_id=1111-2222-3333&destination=https%3A%2F%2Faws.test%2F',
    { page: 'roles', accountId: '111122223333', destination: 'https://aws.test/' },
  ],
  [
    'a device code goes to the device page',
    '#/device?user_code=ABCD-EFGH',
    { page: 'elsewhere', path: '/device?user_code=ABCD-EFGH' },
  ],
  ['a device link without code asks for it there', '#/device', { page: 'elsewhere', path: '/device' }],
] as const)
  test(`address: ${why}`, () => assert.deepEqual(routeOf(hash), route))

for (const accountId of ['', '12345', '11112222333x', '../../evil'])
  test(`a link to account "${accountId}" is broken, not followed`, () =>
    assert.equal(routeOf(`#/console?account_id=${encodeURIComponent(accountId)}&role_name=Admin`).page, 'broken-link'))

test('a role name cannot climb out of the launch path', () =>
  assert.equal(
    launchPath({ accountId: '111122223333', roleName: '../../x?y#z' }),
    '/launch/account/111122223333/..%2F..%2Fx%3Fy%23z',
  ))

test('a shortcut leads back to the launch that it was made for', () => {
  const shortcut = {
    accountId: '111122223333',
    roleName: 'A+b=c,d.@e-f',
    destination: 'https://aws.test/s3?x=1&y=a b#z',
  }
  const { hash } = new URL(shortcutUrl('https://sso.test/start/', shortcut))
  assert.deepEqual(routeOf(hash), { page: 'elsewhere', path: launchPath(shortcut) })
})
