import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RoleIndex, roleIndex } from './role-index.ts'

const ids = Array.from({ length: 20 }, (_, i) => String(i))

const whenSettled = (index: RoleIndex) =>
  new Promise<void>(resolve => {
    index.subscribe(() => {
      const { roles, failed, total } = index.snapshot()
      if (roles.size + failed.size === total) resolve()
    })
  })

test('all accounts are loaded, once each, never more than the limit at once', async () => {
  const loads: string[] = []
  let running = 0
  let most = 0
  const index = roleIndex(async id => {
    loads.push(id)
    most = Math.max(most, ++running)
    await new Promise(resolve => setTimeout(resolve, 1))
    running--
    return [`role-${id}`]
  }, 3)
  index.add(ids.slice(0, 12))
  index.add(ids)
  await whenSettled(index)
  assert.deepEqual(loads, ids)
  assert.equal(most, 3)
  assert.deepEqual(index.snapshot().roles.get('7'), ['role-7'])
})

test('what a person opens is loaded next', async () => {
  const loads: string[] = []
  const index = roleIndex(async id => {
    loads.push(id)
    return []
  }, 1)
  index.add(ids)
  index.want('15')
  await whenSettled(index)
  assert.deepEqual(loads.slice(0, 3), ['0', '15', '1'])
})

test('one failure does not stop the others, and can be tried again', async () => {
  let broken = true
  const index = roleIndex(async id => {
    if (id === '3' && broken) throw new Error('no')
    return [id]
  }, 4)
  index.add(ids)
  await whenSettled(index)
  assert.deepEqual([...index.snapshot().failed.keys()], ['3'])
  broken = false
  index.retryFailed()
  await whenSettled(index)
  assert.deepEqual(index.snapshot().roles.get('3'), ['3'])
  assert.equal(index.snapshot().failed.size, 0)
})
