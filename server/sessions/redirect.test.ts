import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLoopback, isSameRedirect, redirectWith } from './redirect.ts'

const CLI = 'http://127.0.0.1/oauth/callback'

for (const [why, registered, given, same] of [
  ['the port of the AWS CLI at this sign-in', CLI, 'http://127.0.0.1:33145/oauth/callback', true],
  ['no path, as aws-sso-cli registers it', 'http://127.0.0.1', 'http://127.0.0.1:4001', true],
  ['the registered address itself', CLI, CLI, true],
  ['IPv6 loopback on another port', 'http://[::1]/cb', 'http://[::1]:9/cb', true],
  ['another path', CLI, 'http://127.0.0.1:33145/oauth/other', false],
  ['a further path segment', CLI, `${CLI}/more`, false],
  ['another loopback name', CLI, 'http://localhost/oauth/callback', false],
  ['https instead of http', CLI, 'https://127.0.0.1/oauth/callback', false],
  ['a query that was not registered', CLI, `${CLI}?next=1`, false],
  ['a fragment', CLI, `${CLI}#x`, false],
  ['a user name that looks like the host', CLI, 'http://127.0.0.1@evil.test/oauth/callback', false],
  ['a user name before the right host', CLI, 'http://evil@127.0.0.1/oauth/callback', false],
  ['a host that begins alike', CLI, 'http://127.0.0.1.evil.test/oauth/callback', false],
  ['a backslash before another host', CLI, 'http://127.0.0.1\\@evil.test/oauth/callback', false],
  ['another host', CLI, 'http://evil.test/oauth/callback', false],
  ['an empty address', CLI, '', false],
] as const)
  test(`redirect to ${why} is ${same ? 'accepted' : 'refused'}`, () =>
    assert.equal(isSameRedirect(registered, given), same))

for (const uri of [
  'https://127.0.0.1/cb',
  'http://example.test/cb',
  'javascript:alert(1)',
  'com.example:/cb',
  '',
  'x',
  'http://127.0.0.1/#a',
])
  test(`nobody can register ${uri === '' ? 'an empty address' : uri}`, () => assert.equal(isLoopback(uri), false))

test('whatever passes as the registered loopback address leads to loopback', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, noise) => {
      for (const given of [url, noise, CLI + noise, `http://127.0.0.1${noise}/oauth/callback`])
        if (isSameRedirect(CLI, given)) assert.equal(new URL(redirectWith(given, { code: 'c' })).hostname, '127.0.0.1')
    }),
  )
})

test('the answer keeps the query of the redirect URI and leaves out what is absent', () => {
  assert.equal(
    redirectWith('http://127.0.0.1:1/cb?a=1', { code: 'x y', state: undefined }),
    'http://127.0.0.1:1/cb?a=1&code=x+y',
  )
})
