import assert from 'node:assert/strict'
import { hkdfSync } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { systemRandom } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import type { RoleSession } from '../types.ts'
import { issueCredentials, MAX_SESSION_TOKEN, openSession, packedSize } from './token.ts'

const NOW = Date.parse('2026-08-10T09:00:00Z')

const keysOf = (master: number) => ({
  derive: (purpose: string, salt: Uint8Array = new Uint8Array(0)) =>
    Buffer.from(hkdfSync('sha256', Buffer.alloc(32, master), salt, purpose, 32)),
})

const keys = keysOf(1)

const session = (changes: Partial<RoleSession> = {}): RoleSession => ({
  accountId: '111122223333',
  roleName: 'AWSReservedSSO_ReadOnly_0123456789abcdef',
  rolePath: '/aws-reserved/sso.amazonaws.com/',
  roleId: 'AROAEXAMPLEEXAMPLE234',
  sessionName: 'ana',
  tags: { CostCenter: '4130', Équipe: 'bleue' },
  transitiveTagKeys: ['CostCenter'],
  sessionPolicies: [],
  sessionPolicyArns: [],
  issuedAt: NOW,
  expiresAt: NOW + 3_600_000,
  userId: '54f8a4c8-10d1-7001-2c1e-6d3b9a5f0e11',
  ...changes,
})

const issued = issueCredentials(session(), keys, systemRandom)
const open = (token: string, id = issued.accessKeyId, now = NOW) => openSession(token, id, keys, now)

describe('session tokens', () => {
  test('a token opens to the session that it was issued for, with the same secret', () => {
    assert.deepEqual(open(issued.sessionToken), { session: session(), secretAccessKey: issued.secretAccessKey })
  })

  test('credentials have the form of AWS’s', () => {
    assert.match(issued.accessKeyId, /^ASIA[A-Z2-7]{16}$/)
    assert.match(issued.secretAccessKey, /^[A-Za-z0-9+/]{40}$/)
  })

  test('two sessions share neither key nor secret', () => {
    const other = issueCredentials(session(), keys, systemRandom)
    assert.notEqual(other.accessKeyId, issued.accessKeyId)
    assert.notEqual(other.secretAccessKey, issued.secretAccessKey)
  })

  test('an altered byte anywhere is refused', () => {
    const bytes = Buffer.from(issued.sessionToken, 'base64url')
    for (const i of bytes.keys()) {
      const altered = Buffer.from(bytes)
      altered[i] = (altered[i] ?? 0) ^ 1
      assert.throws(() => open(altered.toString('base64url')), { code: 'cloud.session_altered' }, `byte ${i}`)
    }
  })

  const other = issueCredentials(session(), keys, systemRandom)
  for (const [why, code, token, id, now] of [
    ['the token of another key', 'cloud.session_other_key', other.sessionToken, issued.accessKeyId, NOW],
    [
      'a token at the very end of its session',
      'cloud.session_expired',
      issued.sessionToken,
      issued.accessKeyId,
      NOW + 3_600_000,
    ],
    [
      'a token of another instance',
      'cloud.session_altered',
      issueCredentials(session(), keysOf(2), systemRandom).sessionToken,
      issued.accessKeyId,
      NOW,
    ],
    ['an empty token', 'cloud.session_altered', '', issued.accessKeyId, NOW],
    ['a token that is cut', 'cloud.session_altered', issued.sessionToken.slice(0, -4), issued.accessKeyId, NOW],
    ['a token with something behind it', 'cloud.session_altered', `${issued.sessionToken}=`, issued.accessKeyId, NOW],
    ['a token longer than any', 'cloud.session_altered', 'A'.repeat(MAX_SESSION_TOKEN + 1), issued.accessKeyId, NOW],
  ] as const)
    test(`${why} is refused`, () => assert.throws(() => open(token, id, now), { code }))

  test('whatever is sent, the answer is a refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.uint8Array().map(b => Buffer.from([1, ...b]).toString('base64url')),
        ),
        token => {
          assert.throws(() => open(token), Refusal)
        },
      ),
    )
  })

  test('fifty long tags are too large, and the refusal says how much', () => {
    const tags = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`key-${i}`, Buffer.from(systemRandom(128)).toString('base64')]),
    )
    assert.throws(() => packedSize(session({ tags })), {
      code: 'cloud.packed_policy_too_large',
      message: /^Packed policy consumes \d{3}% of allotted space/,
    })
  })

  test('a session without tags and policies takes nothing of the allotted space', () => {
    assert.equal(packedSize(session({ tags: {}, transitiveTagKeys: [] })), 0)
    assert.ok(packedSize(session()) > 0)
  })

  test('the largest legal token is within the stated length', () => {
    const name = 'n'.repeat(64)
    let count = 50
    const full = () =>
      session({
        rolePath: `/${'p'.repeat(510)}/`,
        roleName: name,
        sessionName: name,
        sourceIdentity: name,
        federatedProvider: `arn:aws:iam::111122223333:saml-provider/${'q'.repeat(128)}`,
        portalSessionId: '54f8a4c8-10d1-7001-2c1e-6d3b9a5f0e11',
        tags: Object.fromEntries(
          Array.from({ length: count }, (_, i) => [`key-${i}`, Buffer.from(systemRandom(96)).toString('base64')]),
        ),
        transitiveTagKeys: [],
      })
    for (;;) {
      try {
        const { sessionToken } = issueCredentials(full(), keys, systemRandom)
        assert.ok(sessionToken.length <= MAX_SESSION_TOKEN)
        assert.ok(sessionToken.length > MAX_SESSION_TOKEN - 1200, `${sessionToken.length}`)
        return
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        count -= 1
      }
    }
  })
})
