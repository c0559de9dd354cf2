import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Definition, durationText, empty, firstProblem } from './definition.ts'

const reader: Definition = { ...empty, name: 'Reader' }
const policies = Array.from({ length: 21 }, (_, place) => `arn:aws:iam::aws:policy/P${place}`)

for (const [why, change, problem] of [
  ['nothing', {}, undefined],
  ['a name that is missing', { name: ' ' }, 'Name: is still missing'],
  ['a name with a space', { name: 'Read only' }, /^Name: Up to 32/],
  ['a description in another script', { description: '読む' }, /^Description: /],
  ['a description in Latin', { description: 'Größe' }, undefined],
  ['half an hour', { duration: 'PT30M' }, /^Session duration: /],
  ['90 minutes', { duration: 'PT90M' }, undefined],
  ['a day', { duration: 'P1D' }, /^Session duration: /],
  ['no duration', { duration: '4h' }, /^Session duration: /],
  ['a relay state with a bracket', { relayState: 'https://x/<y>' }, /^Relay state: /],
  ['too many policies', { managed: policies }, /^Policies: At most 20/],
  ['a path without its slash', { customer: [{ name: 'a', path: '/team' }] }, /^Customer managed policies: Begins/],
  ['an ARN of somebody else', { boundary: 'arn:aws:iam::111122223333:policy/x' }, /^Permissions boundary: /],
  ['a tag of AWS', { tags: [{ Key: 'aws:x', Value: '' }] }, /^Tags: /],
] as const)
  test(`what keeps it from being sent: ${why}`, () => {
    const found = firstProblem({ ...reader, ...change })
    if (problem instanceof RegExp) assert.match(found ?? '', problem)
    else assert.equal(found, problem)
  })

for (const [duration, text] of [
  ['PT1H', '1 hour'],
  ['PT12H', '12 hours'],
  ['PT90M', '1 h 30 min'],
  ['PT240M', '4 hours'],
  ['PT1H1S', '1 h 1 s'],
  ['soon', 'soon'],
] as const)
  test(`${duration} is shown as ${text}`, () => assert.equal(durationText(duration), text))
