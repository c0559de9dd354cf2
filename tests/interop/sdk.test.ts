import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { engines } from '#tests/engines.ts'
import { assignmentStories } from './sdk/assignments.ts'
import { cloudtrailStories } from './sdk/cloudtrail.ts'
import { iamOtherStories } from './sdk/iam-others.ts'
import { iamRoleStories } from './sdk/iam-roles.ts'
import { identityStoreStories } from './sdk/identitystore.ts'
import { organizationStories } from './sdk/organizations.ts'
import { pagingStories } from './sdk/paging.ts'
import { permissionSetStories } from './sdk/permission-sets.ts'
import { stsStories } from './sdk/sts.ts'
import { terraformStories } from './sdk/terraform.ts'
import { openWorld, type World } from './sdk/world.ts'

const worlds = await Promise.all(engines.map(openWorld))

for (const world of worlds)
  describe(`The official AWS clients, over ${world.engine}`, () => {
    describe('identitystore', () => identityStoreStories(world))
    describe('sso-admin: permission sets', () => permissionSetStories(world))
    describe('sso-admin: assignments', () => assignmentStories(world))
    describe('what Terraform calls', () => terraformStories(world))
    describe('paginators', () => pagingStories(world))
  })

// What the other services say on the wire does not depend on the engine, so it is told once.
const [world] = worlds
assert.ok(world !== undefined)
describe(`The official AWS clients of the accounts, over ${world.engine}`, () => {
  describe('organizations', () => organizationStories(world))
  describe('iam: roles', () => iamRoleStories(world))
  describe('iam: policies, providers, keys', () => iamOtherStories(world))
  describe('sts', () => stsStories(world))
  describe('cloudtrail', () => cloudtrailStories(world))
})

test('the official clients have called every operation that is built, and no other', () => {
  const [called, wanted] = [world.recorder.called(), built(world)]
  const missing = wanted.filter(name => !called.includes(name))
  const others = called.filter(name => !wanted.includes(name))
  assert.deepEqual({ missing, others }, { missing: [], others: [] })
})

test('every operation was answered with its output, but for the two that always refuse', () => {
  const answered = new Set(world.recorder.answered())
  const unanswered = built(world).filter(name => !answered.has(name))
  assert.deepEqual(unanswered, ['iam AddRoleToInstanceProfile', 'iam RemoveRoleFromInstanceProfile'])
})

function built({ app }: World): readonly string[] {
  const services = Object.entries(app.operations)
  return services.flatMap(([service, operations]) => operations.map(({ name }) => `${service} ${name}`)).sort()
}
