import assert from 'node:assert/strict'
import { test } from 'node:test'

/** Tests that follow each other: each goes on where the one before it has left the browser, and none after one that failed. */
export function steps() {
  let failed = false
  return (title: string, work: () => Promise<void>) =>
    test(title, async () => {
      assert.ok(!failed, 'an earlier step failed')
      failed = true
      await work()
      failed = false
    })
}
