import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, type Told } from '#tests/console.ts'
import { engines, type TestEngine } from '#tests/engines.ts'
import { PASSWORD, until } from '#tests/portico.ts'

interface Row {
  readonly accountId: string
  readonly principal: { readonly principalId: string; readonly name: string; readonly deletedAt?: number }
}

const principalsOf = ({ json }: Told): readonly string[] =>
  json.assignments.map((one: Row) => one.principal.name).sort()

async function worldOn(engine: TestEngine) {
  const w = await consoleWorld(engine)
  const { app, admin } = w
  const [ann, bob] = [await w.user('ann'), await w.user('bob')]
  const ops = await w.group('ops', ann)
  const [one, two] = [await w.account('One'), await w.account('Two')]
  const [read, write] = [await w.set('Read'), await w.set('Write')]
  await w.assign(one, read, ann)
  await w.assign(one, read, ops, 'GROUP')
  await w.assign(one, write, bob)
  await w.assign(two, write, ops, 'GROUP')
  await app.provisioned()
  return { w, app, admin, ann, bob, ops, one, two, read, write }
}

for (const engine of engines) {
  const { w, app, admin, ann, bob, ops, one, two, read, write } = await worldOn(engine)

  describe(`assignments in /api/v1 on ${engine.name}`, () => {
    test('are listed with the names of what they join, and all filters that are given hold', async () => {
      const byAccount = await admin.get(`/assignments?accountId=${one}`)
      assert.equal(byAccount.status, 200)
      assert.deepEqual(principalsOf(byAccount), ['ann', 'bob', 'ops'])
      const [first] = byAccount.json.assignments
      assert.deepEqual([first.accountName, first.state], ['One', 'active'])
      assert.deepEqual(principalsOf(await admin.get(`/assignments?accountId=${one}&permissionSetArn=${read}`)), [
        'ann',
        'ops',
      ])
      assert.deepEqual(principalsOf(await admin.get(`/assignments?permissionSetArn=${write}`)), ['bob', 'ops'])
      for (const type of ['', '&principalType=GROUP'])
        assert.deepEqual(principalsOf(await admin.get(`/assignments?principalId=${ops}${type}`)), ['ops', 'ops'])
      assert.deepEqual(principalsOf(await admin.get(`/assignments?principalId=${ops}&principalType=USER`)), [])
      assert.deepEqual(principalsOf(await admin.get(`/assignments?principalId=${ops}&accountId=${two}`)), ['ops'])
      assert.deepEqual(principalsOf(await admin.get('/assignments?principalType=GROUP')), ['ops', 'ops'])
      const refused = await admin.get('/assignments?permissionSetArn=nonsense')
      assert.deepEqual([refused.status, refused.json.refusal.code], [404, 'access.permission_set_missing'])
    })

    test('are found by words of principals, accounts and permission sets, all of which have to fit', async () => {
      const found = async (search: string, more = '') =>
        principalsOf(await admin.get(`/assignments?search=${encodeURIComponent(search)}${more}`))
      assert.deepEqual(await found('ANN'), ['ann'])
      assert.deepEqual(await found('op writ'), ['ops'])
      assert.deepEqual(await found('ops', `&accountId=${one}`), ['ops'])
      assert.deepEqual(await found('write', `&accountId=${one}`), ['bob'])
      assert.deepEqual(await found(`${two}`), ['ops'])
      assert.deepEqual(await found('bob read'), [])
      assert.deepEqual(await found('%'), [])
    })

    test('come page by page', async () => {
      const whole = (await admin.get('/assignments')).json.assignments
      const pages = []
      let token = ''
      do {
        const { json } = await admin.get(`/assignments?limit=2${token}`)
        pages.push(...json.assignments)
        token = json.next === undefined ? '' : `&token=${json.next}`
      } while (token !== '')
      assert.deepEqual(pages, whole)
    })

    test('show a principal that was deleted by the name that it had, and when that was', async () => {
      const gone = await w.user('gone')
      await w.assign(two, read, gone)
      await app.provisioned()
      await app.directory.deleteUser(app.author('DeleteUser'), gone)
      const { json } = await admin.get(`/assignments?principalId=${gone}`)
      assert.equal(json.assignments[0].principal.name, 'gone')
      assert.ok(json.assignments[0].principal.deletedAt > 0)
    })

    test('give a user what they may enter, each once, with every way that leads there', async () => {
      const { status, json } = await admin.get(`/users/${ann}/access`)
      assert.equal(status, 200)
      const shown = json.access.map(
        (entry: { permissionSetName: string; accountName: string; via: { name: string }[] }) => [
          entry.accountName,
          entry.permissionSetName,
          ...entry.via.map(({ name }) => name).sort(),
        ],
      )
      assert.deepEqual(shown.sort(), [
        ['One', 'Read', 'ann', 'ops'],
        ['Two', 'Write', 'ops'],
      ])
      assert.equal(json.blocked, undefined)
      assert.equal((await admin.get('/users/00000000-0000-4000-8000-000000000000/access')).status, 404)
    })

    test('say of a disabled user why nothing of it can be used', async () => {
      const eve = await w.user('eve')
      await w.assign(one, read, eve)
      await app.provisioned()
      assert.equal((await admin.post(`/users/${eve}/disable`)).status, 204)
      const { json } = await admin.get(`/users/${eve}/access`)
      assert.equal(json.access.length, 1)
      assert.match(json.blocked, /disabled/)
    })

    test('are made by a batch, which is shown with its rows by name', async () => {
      const principals = [
        { principalType: 'USER', principalId: bob },
        { principalType: 'GROUP', principalId: ops },
      ]
      const wanted = {
        action: 'assign',
        principals: [...principals, ...principals],
        accountIds: [one, two, '999999999999'],
        permissionSetArns: [read, write],
      }
      const preview = await admin.post('/assignment-batches/preview', wanted)
      assert.equal(preview.status, 200)
      const { rows, unchanged } = preview.json
      assert.deepEqual([rows, unchanged], [12, 3])
      const made = await admin.post('/assignment-batches', wanted)
      assert.equal(made.status, 200)
      const path = `/assignment-batches/${made.json.batchId}`
      await until(async () => (await admin.get(path)).json.waiting === 0)
      await app.provisioned()
      const { json } = await admin.get(path)
      assert.deepEqual([json.rows, json.succeeded, json.failed, json.interrupted], [12, 8, 4, false])
      const failed = (await admin.get(`${path}/rows?status=failed`)).json.rows
      assert.equal(failed.length, 4)
      assert.match(failed[0].failure, /ListAccounts/)
      assert.ok(failed.every((row: { permissionSetName: string }) => ['Read', 'Write'].includes(row.permissionSetName)))
      assert.equal((await admin.get('/assignment-batches')).json.batches[0].batchId, made.json.batchId)
      assert.equal((await admin.get('/assignment-batches/none')).json.refusal.code, 'access.batch_missing')
    })

    test('in the management account take more than sso: rights, to begin a batch as to go on with it', async () => {
      const sso = await w.set('SsoOnly', { Effect: 'Allow', Action: 'sso:*', Resource: '*' })
      const mallory = await w.user('mallory')
      await app.commands.setPassword({ userName: 'mallory', password: PASSWORD, mustChange: false })
      await w.assign(w.managementAccountId, sso, mallory)
      await app.provisioned()
      const own = await w.console('mallory', 'SsoOnly')
      const wanted = (...accountIds: readonly string[]) => ({
        action: 'assign',
        principals: [{ principalType: 'USER', principalId: mallory }],
        accountIds,
        permissionSetArns: [read],
      })
      for (const path of ['/assignment-batches', '/assignment-batches/preview']) {
        const { status, json } = await own.post(path, wanted(one, w.managementAccountId))
        assert.equal(status, 403, path)
        assert.match(JSON.stringify(json), /iam:/)
      }
      assert.deepEqual(principalsOf(await admin.get(`/assignments?principalId=${mallory}&accountId=${one}`)), [])
      const byAda = await admin.post('/assignment-batches', wanted(one, w.managementAccountId))
      assert.equal(byAda.status, 200)
      const path = `/assignment-batches/${byAda.json.batchId}`
      await until(async () => (await admin.get(path)).json.waiting === 0)
      assert.equal((await own.post(`${path}/continue`)).status, 403)
      assert.equal((await own.post('/assignment-batches', wanted(one))).status, 200)
      assert.equal((await admin.post(`${path}/continue`)).status, 200)
    })
  })
}
