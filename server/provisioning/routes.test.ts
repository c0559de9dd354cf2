import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Console, consoleWorld } from '#tests/console.ts'
import { engines, type TestEngine } from '#tests/engines.ts'

/** All pages of two rows each. */
async function paged(admin: Console, path: string, member: string) {
  const rows = []
  let token = ''
  do {
    const { status, json } = await admin.get(`${path}${path.includes('?') ? '&' : '?'}limit=2${token}`)
    assert.equal(status, 200, JSON.stringify(json))
    rows.push(...json[member])
    token = json.next === undefined ? '' : `&token=${json.next}`
  } while (token !== '')
  return rows
}

const namesOf = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name)

async function worldOn(engine: TestEngine) {
  const w = await consoleWorld(engine)
  const { app, admin } = w
  const { organization, access, author, storage } = app
  const { rootId } = storage.instance
  const unit = (name: string, parentId: string) =>
    organization.createUnit(author('CreateOrganizationalUnit'), { name, parentId })
  const outer = (await unit('Workloads', rootId)).unitId
  const inner = (await unit('Production', outer)).unitId
  const [one, two] = [await w.account('One'), await w.account('Two')]
  await w.account('Three')
  const move = (accountId: string, to: string) => organization.moveAccount(author('MoveAccount'), accountId, rootId, to)
  await move(one, outer)
  await move(two, inner)
  const [read, write] = [await w.set('Lesen_xxx'), await w.set('Write')]
  const ann = await w.user('ann')
  await w.assign(one, read, ann)
  await w.assign(two, read, ann)
  await w.assign(two, write, ann)
  await app.provisioned()
  const policy = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  await access.permissionSets.attachManagedPolicy(author('AttachManagedPolicyToPermissionSet'), read, policy)
  return { w, app, admin, access, author, rootId, outer, inner, one, two, read, ann }
}

for (const engine of engines) {
  const { w, app, admin, access, author, rootId, outer, inner, one, two, read, ann } = await worldOn(engine)

  describe(`what is provisioned, in /api/v1 on ${engine.name}`, () => {
    test('permission sets and accounts come in other orders, from either end, page by page', async () => {
      for (const [path, member, sort, key] of [
        ['/permission-sets', 'permissionSets', 'createdAt', 'createdAt'],
        ['/permission-sets', 'permissionSets', 'name', 'name'],
        ['/accounts', 'accounts', 'accountId', 'accountId'],
        ['/accounts', 'accounts', 'email', 'email'],
      ] as const) {
        const up = await paged(admin, `${path}?sort=${sort}`, member)
        const keys = up.map(row => row[key])
        assert.deepEqual(keys, keys.toSorted())
        assert.deepEqual(await paged(admin, `${path}?sort=-${sort}`, member), up.toReversed())
      }
      assert.equal((await admin.get('/accounts?sort=colour')).status, 400)
    })

    test('permission sets come in the order of names with what is where, and are found by parts of their names', async () => {
      const whole = (await admin.get('/permission-sets')).json.permissionSets
      assert.deepEqual(namesOf(whole), namesOf(whole).toSorted())
      assert.deepEqual(await paged(admin, '/permission-sets', 'permissionSets'), whole)
      const [found, ...others] = (await admin.get('/permission-sets?search=lesen')).json.permissionSets
      assert.deepEqual(others, [])
      const { accounts, outdated, failed, assignments, permissionSetArn } = found
      assert.deepEqual(
        { accounts, outdated, failed, assignments },
        { accounts: 2, outdated: 2, failed: 0, assignments: 2 },
      )
      assert.equal(permissionSetArn, read)
    })

    test('accounts come with the names on their way down; a unit holds those below it as well', async () => {
      const whole = (await admin.get('/accounts')).json.accounts
      assert.deepEqual(namesOf(whole), ['Management account', 'One', 'Three', 'Two'])
      assert.deepEqual(await paged(admin, '/accounts', 'accounts'), whole)
      assert.deepEqual(namesOf((await admin.get(`/accounts?unitId=${outer}`)).json.accounts), ['One', 'Two'])
      assert.deepEqual(namesOf((await admin.get(`/accounts?unitId=${inner}`)).json.accounts), ['Two'])
      assert.deepEqual(namesOf((await admin.get(`/accounts?unitId=${rootId}`)).json.accounts), namesOf(whole))
      const [found] = (await admin.get(`/accounts?search=${two}`)).json.accounts
      const { path, permissionSets, assignments, outdated, failed } = found
      assert.deepEqual(
        { path, permissionSets, assignments, outdated, failed },
        {
          path: ['Workloads', 'Production'],
          ...{ permissionSets: 2, assignments: 2, outdated: 1, failed: 0 },
        },
      )
    })

    test('a list goes on where it was although what its page ended with is gone', async () => {
      const sets = []
      for (const name of ['zz-a', 'zz-b', 'zz-c', 'zz-d']) sets.push(await w.set(name))
      const first = (await admin.get('/permission-sets?search=zz&limit=2')).json
      assert.deepEqual(namesOf(first.permissionSets), ['zz-a', 'zz-b'])
      await access.permissionSets.delete(author('DeletePermissionSet'), sets[1] ?? '')
      const second = (await admin.get(`/permission-sets?search=zz&limit=2&token=${first.next}`)).json
      assert.deepEqual(namesOf(second.permissionSets), ['zz-c', 'zz-d'])
    })

    test('the organization is told as its units, with how many accounts are in and below each', async () => {
      const { status, json } = await admin.get('/organization')
      assert.equal(status, 200)
      assert.deepEqual([json.rootId, json.managementAccountId, json.accounts], [rootId, w.managementAccountId, 4])
      assert.deepEqual(
        json.units.map(({ name, parentId, accounts }: Record<string, unknown>) => [name, parentId, accounts]),
        [
          ['Production', outer, 1],
          ['Workloads', rootId, 2],
        ],
      )
    })

    test('roles are told with their ARN and state; one that was never made has neither a time nor a lack of a reason', async () => {
      const lacking = await w.set('Lacking')
      const reference = { name: 'team-policy', path: '/' }
      await access.permissionSets.attachCustomerPolicy(author('AttachCustomerManagedPolicy'), lacking, reference)
      await w.assign(one, lacking, ann)
      await app.provisioned()
      const roles = (await admin.get(`/provisioned-roles?accountId=${one}`)).json.roles
      const states = roles.map(
        ({ permissionSetName, state }: Record<string, string>) => `${permissionSetName} ${state}`,
      )
      assert.deepEqual(states.sort(), ['Lacking failed', 'Lesen_xxx outdated'])
      const [failed] = (await admin.get(`/provisioned-roles?state=failed&permissionSetArn=${lacking}`)).json.roles
      assert.match(failed.error, /^Received a 404 status error: Policy/)
      assert.match(failed.roleArn, /:role\/aws-reserved\/sso\.amazonaws\.com\/.*AWSReservedSSO_Lacking_/)
      assert.equal('appliedAt' in failed, false)
      const overview = await admin.get('/overview')
      assert.equal(overview.status, 200, JSON.stringify(overview.json))
    })

    test('whoever lacks the right to a list is refused it', async () => {
      await w.set('Nothing', { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' })
      const nothing = (await access.permissionSets.byName('Nothing'))?.arn ?? ''
      await w.assign(w.managementAccountId, nothing, w.ada.userId)
      await app.provisioned()
      const own = await w.console(w.ada.userName, 'Nothing')
      for (const path of ['/permission-sets', '/accounts', '/organization', '/provisioned-roles', '/assignments'])
        assert.equal((await own.get(path)).status, 403, path)
    })
  })
}
