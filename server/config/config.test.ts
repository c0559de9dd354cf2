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
    ['a mail server of another kind', { PORTICO_SMTP_URL: 'http://mail.example.org' }, /must be smtp:/],
    ['a mail server with a path', { PORTICO_SMTP_URL: 'smtp://mail.example.org/x' }, /must be smtp:/],
    [
      'another parameter of a mail server',
      { PORTICO_SMTP_URL: 'smtp://m?pool=true' },
      /the parameter tls alone, not pool/,
    ],
    ['mail without encryption by smtps', { PORTICO_SMTP_URL: 'smtps://m?tls=never' }, /always encrypted/],
    ['a word for encryption that is not known', { PORTICO_SMTP_URL: 'smtp://m?tls=maybe' }, /tls=required/],
    ['a password that is not encoded', { PORTICO_SMTP_URL: 'smtp://u:50%@m' }, /written %25/],
    ['a sender that is no address', { PORTICO_MAIL_FROM: 'Portico' }, /must be an address/],
    ['two senders', { PORTICO_MAIL_FROM: 'a@example.org, b@example.org' }, /must be an address/],
    ['a sender with a line break', { PORTICO_MAIL_FROM: 'A\nBcc: x <a@example.org>' }, /must be an address/],
    ['a certificate without its key', { PORTICO_TLS_CERT: '/etc/hostname' }, /go together/],
    ['a value that is given twice', { PORTICO_REGION: 'eu-west-1', PORTICO_REGION_FILE: '/etc/hostname' }, /both set/],
  ] as const)
    test(`${why} is refused`, () => {
      assert.ok(
        problemsOf(env).some(problem => said.test(problem)),
        problemsOf(env).join('\n'),
      )
    })

  test('mail is handed over encrypted, unless it does not leave this machine or the setting says so', () => {
    const mail = (url: string) => load({ PORTICO_SMTP_URL: url }).mail
    const seen = (url: string) => [mail(url)?.host, mail(url)?.port, mail(url)?.tls]
    assert.equal(load().mail, undefined)
    assert.deepEqual(seen('smtp://mail.example.org'), ['mail.example.org', 587, 'required'])
    assert.deepEqual(seen('smtp://mail.example.org:25/?tls=optional'), ['mail.example.org', 25, 'optional'])
    assert.deepEqual(seen('smtps://mail.example.org'), ['mail.example.org', 465, 'implicit'])
    assert.deepEqual(seen('smtp://localhost:25'), ['localhost', 25, 'never'])
    assert.deepEqual(seen('smtp://[::1]:25'), ['::1', 25, 'never'])
    const { user, password } = mail('smtp://ann%40example.org:p%3Aw%25@mail.example.org') ?? {}
    assert.deepEqual([user, password], ['ann@example.org', 'p:w%'])
  })

  test('mail comes from the host of the portal, or from whom the setting names', () => {
    const from = (env: Environment) => load({ PORTICO_SMTP_URL: 'smtp://localhost', ...env }).mail?.from
    const portal = { PORTICO_URL: 'https://sso.example.org' }
    assert.deepEqual(from(portal), { name: 'Portico', address: 'portico@sso.example.org' })
    assert.deepEqual(from({ PORTICO_MAIL_FROM: 'a@example.org' }), { name: '', address: 'a@example.org' })
    const named = { PORTICO_MAIL_FROM: 'Example SSO <a@example.org>' }
    assert.deepEqual(from(named), { name: 'Example SSO', address: 'a@example.org' })
  })

  test('a problem of the mail server repeats no password', () => {
    assert.ok(!problemsOf({ PORTICO_SMTP_URL: 'http://ann:Secret-7@mail' }).join().includes('Secret-7'))
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
