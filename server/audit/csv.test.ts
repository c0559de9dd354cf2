import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvHeader, csvLine } from './csv.ts'

const event = {
  eventId: 'e-1',
  at: 0,
  eventName: '=HYPERLINK("http://evil.example")',
  eventSource: 'sso.amazonaws.com',
  readOnly: false,
  userName: 'a,"b"',
  sourceIp: '192.0.2.1',
  accountId: '111122223333',
  reference: 'r-1',
  resources: [
    { type: 't', name: 'one' },
    { type: 't', name: 'two' },
  ],
  record: '{"a":"line\\nbreak"}',
}

test('a cell with commas and quotes is quoted, and nothing in it can be a formula', () => {
  assert.equal(
    csvLine(event),
    `1970-01-01T00:00:00.000Z,"'=HYPERLINK(""http://evil.example"")",sso.amazonaws.com,"a,""b""",192.0.2.1,111122223333,` +
      `false,,one two,e-1,r-1,"{""a"":""line\\nbreak""}"\r\n`,
  )
  assert.equal(csvHeader.split(',').length, 12)
})
