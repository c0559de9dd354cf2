import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { systemRandom } from '#server/base/random.ts'
import { ConfigError, type Environment, loadConfig } from './index.ts'

const directory = mkdtempSync(join(tmpdir(), 'portico-config-'))
after(() => rmSync(directory, { recursive: true, force: true }))

const load = (env: Environment = {}) => loadConfig({ PORTICO_DATA: directory, ...env }, systemRandom)

function problemsOf(env: Environment): readonly string[] {
  try {
    load(env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems
  }
  return []
}

describe('settings', () => {
  test('none are needed: a server on this machine over SQLite', () => {
    const config = load()
    assert.equal(config.origin, 'http://localhost:8480')
    assert.deepEqual(config.listen, { host: '127.0.0.1', port: 8480 })
    assert.equal(config.database, 'sqlite:')
    assert.ok(config.hosts.has('localhost:8480') && config.hosts.has('127.0.0.1:8480'))
  })

  test('every problem is told at once, and each names its setting', () => {
    const problems = problemsOf({
      PORTICO_URL: 'nonsense',
      PORTICO_LISTEN: 'here',
      PORTICO_LOG: 'loud',
      PORTICO_FOO: '1',
      PORTICO_MASTER_KEY: 'short',
      PORTICO_TLS_CERT: '/no/such/file',
      PORTICO_TRUSTED_PROXIES: '10.0.0.0/99',
    })
    for (const name of ['URL', 'LISTEN', 'LOG', 'FOO', 'MASTER_KEY', 'TLS_CERT', 'TRUSTED_PROXIES'])
      assert.ok(
        problems.some(problem => problem.includes(`PORTICO_${name}`)),
        name,
      )
  })

  for (const [why, env, said] of [
    ['an unknown name', { PORTICO_DATABSE: 'sqlite:' }, /PORTICO_DATABSE is not a setting/],
    ['a public address without TLS', { PORTICO_URL: 'http://sso.example.org' }, /must use https/],
    ['an address with a path', { PORTICO_URL: 'https://sso.example.org/portal' }, /origin only/],
    ['a port that does not exist', { PORTICO_LISTEN: '127.0.0.1:70000' }, /HOST:PORT/],
    [
      'PostgreSQL without a shared key',
      { PORTICO_DATABASE: 'postgres://localhost/x' },
      /PORTICO_MASTER_KEY is required/,
    ],
    ['another database', { PORTICO_DATABASE: 'mysql://localhost/x' }, /must be sqlite: .* or postgres/],
    ['a certificate without its key', { PORTICO_TLS_CERT: '/etc/hostname' }, /go together/],
    ['a value that is given twice', { PORTICO_REGION: 'eu-west-1', PORTICO_REGION_FILE: '/etc/hostname' }, /both set/],
  ] as const)
    test(`${why} is refused`, () => {
      assert.ok(
        problemsOf(env).some(problem => said.test(problem)),
        problemsOf(env).join('\n'),
      )
    })

  test('a secret comes from a file', () => {
    const file = join(directory, 'key')
    const key = Buffer.alloc(32, 5)
    writeFileSync(file, `${key.toString('base64')}\n`)
    assert.deepEqual(load({ PORTICO_MASTER_KEY_FILE: file }).masterKey, key)
  })

  test('the master key of a SQLite store is made once, and only its owner can read it', () => {
    const { masterKey } = load()
    assert.deepEqual(load().masterKey, masterKey)
    const file = join(directory, 'master.key')
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.equal(Buffer.from(readFileSync(file, 'utf8'), 'base64').length, 32)
  })

  for (const [why, path] of [
    ['a file', '/etc/hostname'],
    ['below a file', '/etc/hostname/data'],
    ['where the system allows none', '/proc/portico'],
  ] as const)
    test(`a data directory that is ${why} is refused`, () => {
      assert.throws(() => load({ PORTICO_DATA: path }), ConfigError)
    })

  test('a master key file that was damaged is refused and not replaced', () => {
    const own = mkdtempSync(join(directory, 'damaged-'))
    writeFileSync(join(own, 'master.key'), 'x')
    assert.throws(() => load({ PORTICO_DATA: own }), ConfigError)
    assert.equal(readFileSync(join(own, 'master.key'), 'utf8'), 'x')
  })
})
