import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { consoleWorld } from '#tests/console.ts'
import { engines } from '#tests/engines.ts'

const run = promisify(execFile)
const [engine] = engines
assert.ok(engine !== undefined)
const w = await consoleWorld(engine)

interface Key {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Debian's curl, which signs by itself. */
async function curl(path: string, key: Key, ...more: readonly string[]) {
  const { accessKeyId, secretAccessKey } = key
  const signing = ['--aws-sigv4', 'aws:amz:us-east-1:sso', '--user', `${accessKeyId}:${secretAccessKey}`]
  const args = ['--silent', '--show-error', '--write-out', '\n%{http_code}', ...signing, ...more]
  const { stdout } = await run('/usr/bin/curl', [...args, `${w.origin}/api/v1${path}`])
  const [, body = '', status = ''] = /^(.*)\n(\d{3})$/s.exec(stdout) ?? []
  return { status: Number(status), body }
}

const postJson = (body: object) => ['--header', 'content-type: application/json', '--data', JSON.stringify(body)]

describe('curl with an access key', () => {
  test('reads events', async () => {
    const { status, body } = await curl('/events?eventName=CreateAccessKey&limit=1', w.ada)
    assert.equal(status, 200, body)
    assert.equal(JSON.parse(body).events[0].eventName, 'CreateAccessKey')
  })

  test('exports events to a file', async () => {
    const { status, body } = await curl('/events/export?eventName=CreateAccessKey&format=csv', w.ada)
    assert.equal(status, 200, body)
    assert.match(body, /^eventTime,eventName,.*\r\n.*,CreateAccessKey,/)
  })

  test('checks a policy', async () => {
    const { status, body } = await curl('/policy-checks', w.ada, ...postJson({ document: '{"Statement": x}' }))
    assert.equal(status, 200, body)
    assert.deepEqual(JSON.parse(body).findings, [
      { line: 1, column: 15, path: '', message: 'This is not JSON.', expected: 'a value' },
    ])
  })

  test('is refused where its policy does not allow it, and where it signs wrongly', async () => {
    const made = await w.admin.post('/access-keys', { policyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' })
    for (const [path, more] of [
      ['/events', []],
      ['/policy-checks', postJson({ document: '{}' })],
    ] as const) {
      const denied = await curl(path, made.json, ...more)
      assert.deepEqual([denied.status, JSON.parse(denied.body).refusal.code], [403, 'policy.access_denied'])
      const wrong = await curl(path, { ...w.ada, secretAccessKey: 'wrong' }, ...more)
      assert.ok([401, 403].includes(wrong.status), `${wrong.status} ${wrong.body}`)
    }
  })
})
