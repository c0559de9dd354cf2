import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { clientConfig } from '#tests/portico.ts'

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

interface Key {
  readonly accessKeyId: string
  readonly active: boolean
}

for (const { name, ...w } of await eachEngine(consoleWorld)) {
  const { admin } = w
  const keys = async (): Promise<readonly Key[]> => (await admin.get('/access-keys')).json.keys
  const eventsOf = async (eventName: string) => (await admin.get(`/events?eventName=${eventName}`)).json.events
  const works = async (key: { accessKeyId: string; secretAccessKey: string }) => {
    const sts = new STSClient(clientConfig(w.origin, key))
    return sts.send(new GetCallerIdentityCommand({})).then(
      () => true,
      () => false,
    )
  }

  describe(`access keys in /api/v1 on ${name}`, () => {
    test('a key is made with its secret, which no list tells again, switched off and on, and deleted', async () => {
      const made = await admin.post('/access-keys', { policyArn: READ_ONLY })
      assert.equal(made.status, 200, JSON.stringify(made.json))
      const { secretAccessKey, ...shown } = made.json
      assert.deepEqual([shown.policies, shown.active], [[READ_ONLY], true])
      const [newest, first, ...more] = await keys()
      assert.deepEqual(newest, shown)
      assert.deepEqual([first?.accessKeyId, more], [w.ada.accessKeyId, []])
      assert.ok(await works(made.json))

      const path = `/access-keys/${shown.accessKeyId}`
      assert.equal((await admin.put(path, { active: false })).status, 204)
      assert.equal((await keys())[0]?.active, false)
      assert.ok(!(await works(made.json)))
      assert.equal((await admin.put(path, { active: true })).status, 204)
      assert.ok(await works(made.json))
      assert.equal((await admin.delete(path)).status, 204)
      assert.equal((await keys()).length, 1)
      assert.ok(!(await works(made.json)))

      const [creation] = await eventsOf('CreateAccessKey')
      assert.equal(creation.record.responseElements.accessKey.accessKeyId, shown.accessKeyId)
      assert.equal((await eventsOf('UpdateAccessKey')).length, 2)
      assert.equal((await eventsOf('DeleteAccessKey')).length, 1)
      const everything = JSON.stringify((await admin.get('/events?limit=200')).json)
      assert.ok(!everything.includes(secretAccessKey))
    })

    test('keys of one policy share a user', async () => {
      const [one, two] = [
        await admin.post('/access-keys', { policyArn: READ_ONLY }),
        await admin.post('/access-keys', { policyArn: READ_ONLY }),
      ]
      assert.equal(one.json.userName, two.json.userName)
      assert.notEqual(one.json.accessKeyId, two.json.accessKeyId)
    })

    test('a policy or a key that does not exist is refused as missing', async () => {
      const unknown = await admin.post('/access-keys', { policyArn: 'arn:aws:iam::aws:policy/NoSuchAccess' })
      assert.deepEqual([unknown.status, unknown.json.refusal.code], [404, 'cloud.no_such_policy'])
      const nonsense = await admin.post('/access-keys', { policyArn: 'nonsense' })
      assert.deepEqual([nonsense.status, nonsense.json.refusal.code], [400, 'cloud.invalid_policy_arn'])
      for (const told of [
        await admin.delete('/access-keys/AKIANOTHERE'),
        await admin.put('/access-keys/AKIANOTHERE', { active: true }),
      ])
        assert.deepEqual([told.status, told.json.refusal.code], [404, 'cloud.no_such_access_key'])
    })

    test('a Deny on the user that would get the key is heard', async () => {
      const somebody = await w.somebody('creator', { Effect: 'Allow', Action: 'iam:*', Resource: '*' })
      const { userName } = (await somebody.post('/access-keys', { policyArn: READ_ONLY })).json
      const arn = `arn:aws:iam::${w.managementAccountId}:user/${userName}`
      await denied('limited', { Effect: 'Allow', Action: 'iam:*', NotResource: arn }, READ_ONLY)
      const condition = { StringNotEquals: { 'iam:PolicyARN': ADMINISTRATOR } }
      const statement = { Effect: 'Allow', Action: 'iam:*', Resource: '*', Condition: condition }
      await denied('no-administrators', statement, ADMINISTRATOR)
    })

    test('who may not is refused, and the refusal is an event of IAM', async () => {
      const somebody = await w.somebody('reader', { Effect: 'Allow', Action: 'iam:List*', Resource: '*' })
      assert.equal((await somebody.get('/access-keys')).status, 200)
      const path = `/access-keys/${w.ada.accessKeyId}`
      const unknown = '/access-keys/AKIANOTHERE'
      for (const [eventName, told] of [
        ['CreateAccessKey', await somebody.post('/access-keys', { policyArn: ADMINISTRATOR })],
        ['UpdateAccessKey', await somebody.put(path, { active: false })],
        ['DeleteAccessKey', await somebody.delete(path)],
        ['DeleteAccessKey', await somebody.delete(unknown)],
      ] as const) {
        assert.deepEqual([told.status, told.json.refusal.code], [403, 'policy.access_denied'], eventName)
        const [event] = (await admin.get(`/events?reference=${told.json.refusal.reference}`)).json.events
        assert.deepEqual([event.eventName, event.eventSource], [eventName, 'iam.amazonaws.com'])
      }
      assert.ok((await keys()).some(key => key.accessKeyId === w.ada.accessKeyId && key.active))
      const nobody = await w.somebody('nobody')
      assert.equal((await nobody.get('/access-keys')).status, 403)
    })
  })

  async function denied(userName: string, statement: object, policyArn: string): Promise<void> {
    const before = (await keys()).length
    const { status } = await (await w.somebody(userName, statement)).post('/access-keys', { policyArn })
    assert.equal(status, 403, userName)
    assert.equal((await keys()).length, before)
  }
}
