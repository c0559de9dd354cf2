import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { consoleWorld, eachEngine } from '#tests/console.ts'
import { managedPolicies } from './managed.ts'

const good = JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })

for (const { name, ...w } of await eachEngine(consoleWorld)) {
  const { admin } = w
  const check = (document: string) => admin.post('/policy-checks', { document })

  describe(`policies in /api/v1 on ${name}`, () => {
    test('the managed policies that are known are listed, and searched by their names', async () => {
      const { status, json } = await admin.get('/managed-policies')
      assert.equal(status, 200)
      assert.equal(json.policies.length, managedPolicies.length)
      const found = (await admin.get('/managed-policies?search=ssoreadonly')).json.policies
      assert.deepEqual(
        found.map(({ arn }: { arn: string }) => arn),
        ['arn:aws:iam::aws:policy/AWSSSOReadOnly'],
      )
      assert.deepEqual((await admin.get('/managed-policies?search=nothing')).json.policies, [])
    })

    test('one is read with its document; one that is not known is missing', async () => {
      const { json } = await admin.get('/managed-policies/ReadOnlyAccess')
      assert.equal(json.arn, 'arn:aws:iam::aws:policy/ReadOnlyAccess')
      assert.equal(JSON.parse(json.document).Version, '2012-10-17')
      const missing = await admin.get('/managed-policies/NoSuchAccess')
      assert.deepEqual([missing.status, missing.json.refusal.code], [404, 'policy.unknown_managed_policy'])
    })

    test('a document is checked with line and column; nothing is found where it can be used', async () => {
      assert.deepEqual((await check(good)).json, { findings: [] })
      assert.deepEqual((await admin.post('/policy-checks', { document: good, kind: 'identity' })).json, {
        findings: [],
      })
      const [finding] = (await check(good.replace('"Allow"', '\n"Allowed"'))).json.findings
      assert.deepEqual(
        [finding.line, finding.column, finding.path],
        [1, good.indexOf('"Effect"') + 1, 'Statement.Effect'],
      )
      assert.equal(finding.expected, '"Allow" or "Deny"')
    })

    test('what PutInlinePolicyToPermissionSet refuses is found before', async () => {
      const set = await w.set('Checked')
      const put = (document: string) =>
        w.app.access.permissionSets.putInlinePolicy(w.app.author('PutInlinePolicyToPermissionSet'), set, document)
      const long = good.replace('"*"', `"s3:${'x'.repeat(10_240)}"`)
      for (const document of [long, good.replace('Effect', 'Affect'), '{', good.replace('"*"', '"s3"')]) {
        assert.equal((await check(document)).json.findings.length, 1, document.slice(0, 80))
        await assert.rejects(put(document))
      }
      await put(good)
    })

    test('any text gets findings and never our fault', async () => {
      const deep = '['.repeat(60_000)
      for (const document of [
        '',
        '\u0000',
        '\ufeff{}',
        deep,
        deep + ']'.repeat(60_000),
        '{"Statement[0]":[]}',
        '"\ud800"',
      ]) {
        const { status, json } = await check(document)
        assert.equal(status, 200)
        assert.ok(json.findings.length > 0)
      }
      assert.equal((await check('x'.repeat(131_073))).status, 400)
      assert.equal((await admin.post('/policy-checks', { document: good, kind: 'trust' })).status, 400)
    })

    test('checking writes no event; a refused check does', async () => {
      const ofChecks = async () => (await admin.get('/events?eventName=ValidatePolicy')).json.events
      const before = (await ofChecks()).length
      await check('{')
      assert.equal((await ofChecks()).length, before)
      const somebody = await w.somebody('nobody')
      for (const [eventName, told] of [
        ['ValidatePolicy', await somebody.post('/policy-checks', { document: good })],
        ['ListPolicies', await somebody.get('/managed-policies')],
        ['GetPolicyVersion', await somebody.get('/managed-policies/ReadOnlyAccess')],
      ] as const) {
        assert.deepEqual([told.status, told.json.refusal.code], [403, 'policy.access_denied'])
        const [event] = (await admin.get(`/events?reference=${told.json.refusal.reference}`)).json.events
        assert.equal(event.eventName, eventName)
      }
      assert.equal((await ofChecks()).length, before + 1)
    })

    test('the document of one policy can be allowed by its ARN', async () => {
      const Resource = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
      const somebody = await w.somebody('one', { Effect: 'Allow', Action: 'iam:GetPolicyVersion', Resource })
      assert.equal((await somebody.get('/managed-policies/ReadOnlyAccess')).status, 200)
      assert.equal((await somebody.get('/managed-policies/AdministratorAccess')).status, 403)
    })
  })
}
