import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refusal } from '#server/base/refusal.ts'
import { callAt, everything, MEMBER, openCloud, reservedRole, START, sessionOf } from '#server/cloud/testing/cloud.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { credentials } from './credentials.ts'

async function open(engine: TestEngine) {
  const cloud = await openCloud(engine)
  await cloud.cloud.createRole(MEMBER, reservedRole())
  const { roleName } = reservedRole()
  const found = credentials({
    users: cloud.stores.users,
    actors: cloud.actors,
    keys: cloud.needs.keys,
    clock: cloud.clock,
  })
  const issue = () => cloud.sessions.roleCredentials({ accountId: MEMBER, roleName, sessionName: 'ana', duration: 900 })
  return { cloud, found, issue }
}

for (const engine of engines)
  describe(`credentials at the AWS door on ${engine.name}`, () => {
    test('temporary credentials are those of the session in their token', async () => {
      const { found, issue } = await open(engine)
      const { accessKeyId, secretAccessKey, sessionToken } = await issue()
      const answer = await found.find({ accessKeyId, sessionToken })
      assert.ok(!(answer instanceof Refusal))
      assert.equal(answer.secretAccessKey, secretAccessKey)
      const actor = answer.actorFor(callAt(START))
      assert.match(actor.identity.arn ?? '', /:assumed-role\/AWSReservedSSO_ReadOnly_0123456789abcdef\/ana$/)
      assert.equal(actor.identity.accessKeyId, accessKeyId)
      assert.equal(await actor.denial('iam:GetRole', '*'), undefined)
      assert.equal((await actor.denial('iam:DeleteRole', '*'))?.code, 'policy.access_denied')
    })

    test('a long-lived key works while it is active', async () => {
      const { cloud, found } = await open(engine)
      const admin = await sessionOf(cloud, everything)
      const key = await cloud.iam.users.automationKey(admin, MEMBER, 'arn:aws:iam::aws:policy/AdministratorAccess')
      const answer = await found.find(key)
      assert.ok(!(answer instanceof Refusal))
      assert.equal(answer.secretAccessKey, key.secretAccessKey)
      assert.equal(await answer.actorFor(callAt(START)).denial('iam:DeleteRole', '*'), undefined)
      await cloud.iam.users.setKeyActive(admin, key.accessKeyId, false, key.userName)
      assert.ok((await found.find(key)) instanceof Refusal)
    })

    test('what is unknown, of another key, altered or expired is refused, and all in one kind', async () => {
      const { cloud, found, issue } = await open(engine)
      const [one, two] = [await issue(), await issue()]
      const codes = async (key: { accessKeyId: string; sessionToken?: string }) => {
        const answer = await found.find(key)
        assert.ok(answer instanceof Refusal)
        assert.equal(answer.kind, 'unauthenticated')
        return answer.code
      }
      assert.equal(await codes({ accessKeyId: 'AKIAUNKNOWNUNKNOWN22' }), 'sigv4.unknown_key')
      assert.equal(await codes({ accessKeyId: one.accessKeyId }), 'sigv4.unknown_key')
      assert.equal(await codes({ ...one, sessionToken: two.sessionToken }), 'cloud.session_other_key')
      assert.equal(await codes({ ...one, sessionToken: `B${one.sessionToken.slice(1)}` }), 'cloud.session_altered')
      cloud.time.now += 900_000
      assert.equal(await codes(one), 'sigv4.expired_token')
    })
  })
