import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coverageOf, coverageTable } from './coverage.ts'
import { operations } from './testing/server.ts'

test('the coverage lists every official operation and whether it is built', async () => {
  const coverage = await coverageOf(operations)
  const [sso] = coverage
  assert.equal(sso?.service, 'sso-admin')
  assert.equal(sso?.operations.length, 79)
  assert.deepEqual(
    sso?.operations.filter(({ built }) => built).map(({ name }) => name),
    ['CreatePermissionSet', 'ListInstances', 'PutInlinePolicyToPermissionSet'],
  )
  assert.match(coverageTable(coverage), /^## sso-admin: 3 of 79\n\n\| Operation \| Built \|\n/)
})
