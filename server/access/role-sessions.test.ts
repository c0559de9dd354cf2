import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { Browser, send } from '#tests/doors/wire.ts'
import type { TestEngine } from '#tests/engines.ts'
import { clientConfig, PASSWORD } from '#tests/portico.ts'

const HOUR = 3_600_000
const READS = { Effect: 'Allow', Action: 'iam:*', Resource: '*' }

interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/** A world whose clock the test moves ahead. */
async function movedWorld(engine: TestEngine) {
  const time = { ahead: 0 }
  return { ...(await consoleWorld(engine, { clock: () => Date.now() + time.ahead })), time }
}

for (const { name, ...w } of await eachEngine(movedWorld)) {
  const { app, admin, origin, time } = w
  const member = await w.account('Member')
  const setArn = await w.set('Reader', READS)

  /** Somebody who is assigned in the account, and signed in. */
  async function person(userName: string, accountId = member) {
    const userId = await w.user(userName)
    await w.assign(accountId, setArn, userId)
    await app.provisioned()
    await app.commands.setPassword({ userName, password: PASSWORD, mustChange: false })
    const browser = new Browser(origin)
    await browser.signIn(userName, PASSWORD)
    const get = async (path: string) => JSON.parse((await send(origin, { path, headers: browser.self })).body)
    const keys = async (): Promise<Keys> => {
      const path = `/federation/credentials?account_id=${accountId}&role_name=Reader`
      const { accessKeyId, secretAccessKey, sessionToken } = (await get(path)).roleCredentials
      return { accessKeyId, secretAccessKey, sessionToken }
    }
    return { userId, keys, get, browser }
  }

  const listRoles = async (keys: Keys): Promise<string> => {
    const client = new IAMClient(clientConfig(origin, keys))
    after(() => client.destroy())
    return client.send(new ListRolesCommand({})).then(
      () => 'allowed',
      (error: Error) => error.name,
    )
  }
  const outOf = async (userId: string) => (await admin.get(`/users/${userId}/role-sessions`)).json.roleSessions
  const revoke = async (userId: string) => {
    const answer = await admin.post(`/users/${userId}/role-sessions/revoke`)
    await app.provisioned()
    return answer
  }
  const roleName = async (userName: string) =>
    (await app.cloud.roleNames(member, 'AWSReservedSSO_Reader_'))[0] ?? assert.fail(userName)
  const policiesOf = async () => (await app.cloud.readRole(member, await roleName('')))?.inlinePolicies ?? {}

  describe(`role sessions on ${name}`, () => {
    test('credentials that are out are listed until they end, without their secrets, to the administrator and to oneself', async () => {
      const ann = await person('ann')
      assert.deepEqual(await outOf(ann.userId), [])
      const keys = await ann.keys()
      await ann.keys()
      const [row, ...more] = await outOf(ann.userId)
      assert.deepEqual(more, [])
      assert.deepEqual(
        [row.accountId, row.accountName, row.permissionSetName, row.permissionSetArn, row.sessionName, row.count],
        [member, 'Member', 'Reader', setArn, 'ann', 2],
      )
      assert.equal(row.expiresAt - row.issuedAt, HOUR)
      const mine = await ann.get('/api/v1/role-sessions')
      assert.deepEqual(mine.roleSessions, [row])
      assert.ok(!JSON.stringify(row).includes(keys.secretAccessKey))
      time.ahead += HOUR + 1_000
      assert.deepEqual(await outOf(ann.userId), [])
      await app.roleSessionControl.sweep()
      const rows = await app.storage.db.selectFrom('role_session').selectAll().execute()
      assert.deepEqual(rows, [])
      time.ahead = 0
    })

    test('who was led into the console of an account is listed as well', async () => {
      const bob = await person('bob')
      const { status } = await bob.browser.get(`/launch/account/${member}/Reader`)
      assert.equal(status, 200)
      const [row] = await outOf(bob.userId)
      assert.deepEqual([row.accountId, row.sessionName, row.count], [member, 'bob', 1])
    })

    test('revoked credentials are refused with AccessDenied; those of others, and later ones, work', async () => {
      const [cyd, dan] = [await person('cyd'), await person('dan')]
      const [old, others] = [await cyd.keys(), await dan.keys()]
      assert.deepEqual([await listRoles(old), await listRoles(others)], ['allowed', 'allowed'])
      const { status, json } = await revoke(cyd.userId)
      assert.deepEqual([status, json.requests.length, json.requests[0].accountId], [200, 1, member])
      assert.equal(await listRoles(old), 'AccessDenied')
      assert.equal(await listRoles(others), 'allowed')
      const sts = new STSClient(clientConfig(origin, old))
      after(() => sts.destroy())
      assert.match((await sts.send(new GetCallerIdentityCommand({}))).Arn ?? '', /\/cyd$/)
      const [row] = await outOf(cyd.userId)
      assert.equal(row.revocation.status, 'SUCCEEDED')
      time.ahead += 1_000
      assert.equal(await listRoles(await cyd.keys()), 'allowed')
      assert.equal(await listRoles(old), 'AccessDenied')
      assert.equal((await outOf(cyd.userId))[0].revocation, undefined)
      const { events } = (await admin.get('/events?eventName=RevokeRoleSessions')).json
      assert.deepEqual(
        events.map(({ userName }: { userName: string }) => userName),
        [w.ada.userName],
      )
      time.ahead = 0
    })

    test('what denies stays on the role when the role is provisioned again, and goes when no such session can live', async () => {
      const eve = await person('eve')
      await eve.keys()
      await revoke(eve.userId)
      await app.access.assignments.provision(app.author('ProvisionPermissionSet'), setArn, member)
      await app.provisioned()
      assert.match((await policiesOf()).AWSRevokeOlderSessions ?? '', /"\*:eve"/)
      time.ahead += 12 * HOUR + 1_000
      await app.roleSessionControl.sweep()
      await app.provisioned()
      assert.deepEqual(Object.keys(await policiesOf()), ['AwsSSOInlinePolicy'])
      time.ahead = 0
    })

    test('a change of the permission set that waits for provisioning is not brought along when the denial ends', async () => {
      const fay = await person('fay')
      await fay.keys()
      await revoke(fay.userId)
      const changed = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...READS, Action: 's3:*' }] })
      await app.access.permissionSets.putInlinePolicy(app.author('PutInlinePolicyToPermissionSet'), setArn, changed)
      time.ahead += 12 * HOUR + 1_000
      await app.roleSessionControl.sweep()
      await app.provisioned()
      const policies = await policiesOf()
      assert.ok(policies.AWSRevokeOlderSessions)
      assert.match(policies.AwsSSOInlinePolicy ?? '', /iam:\*/)
      await app.access.assignments.provision(app.author('ProvisionPermissionSet'), setArn, member)
      await app.provisioned()
      assert.deepEqual(Object.keys(await policiesOf()), ['AwsSSOInlinePolicy'])
      time.ahead = 0
    })

    test('with nothing out, nothing is asked of any account, and nothing is recorded', async () => {
      const gil = await person('gil')
      const before = (await admin.get('/events?eventName=RevokeRoleSessions')).json.events.length
      assert.deepEqual((await revoke(gil.userId)).json, { requests: [] })
      assert.equal((await admin.get('/events?eventName=RevokeRoleSessions')).json.events.length, before)
    })

    test('credentials whose role is gone are not listed: they work no more', async () => {
      const other = await w.account('Other')
      const hal = await person('hal', other)
      await hal.keys()
      assert.equal((await outOf(hal.userId)).length, 1)
      const target = {
        accountId: other,
        permissionSetArn: setArn,
        principalType: 'USER',
        principalId: hal.userId,
      } as const
      await app.access.assignments.unassign(app.author('DeleteAccountAssignment'), target)
      await app.provisioned()
      assert.deepEqual(await outOf(hal.userId), [])
    })

    test('it takes the right to end sessions, that to provision, and in the management account that to its roles', async () => {
      const ida = await person('ida', w.managementAccountId)
      await ida.keys()
      const ending = 'identitystore-auth:BatchDeleteSession'
      const allow = (...Action: readonly string[]) => ({ Effect: 'Allow', Action, Resource: '*' })
      for (const [userName, statement, status] of [
        ['reader', allow('identitystore-auth:ListSessions'), 403],
        ['ender', allow(ending), 403],
        ['sso', allow(ending, 'sso:*'), 403],
        ['all', allow(ending, 'sso:ProvisionPermissionSet', 'iam:*'), 200],
      ] as const) {
        const somebody = await w.somebody(userName, statement)
        const answer = await somebody.post(`/users/${ida.userId}/role-sessions/revoke`)
        assert.equal(answer.status, status, userName)
        if (status === 403) assert.equal(answer.json.refusal.code, 'policy.access_denied')
      }
      await app.provisioned()
    })
  })
}
