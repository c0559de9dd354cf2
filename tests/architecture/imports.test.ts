import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, test } from 'node:test'

const root = join(import.meta.dirname, '../..')

/** Capabilities in their order: each may import the public face of those before it. */
const capabilities = [
  'audit',
  'keys',
  'mail',
  'directory',
  'credentials',
  'sessions',
  'policy',
  'sources',
  'applications',
  'organization',
  'cloud',
  'access',
  'provisioning',
  'signin',
  'explain',
]

const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.includes('/testing/')

const serverFiles = globSync('server/**/*.ts', { cwd: root }).filter(file => !isTest(file))

/** Paths from the root that a file imports from this repository. */
function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const specifiers = [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^']+)'/g)].map(match => match[1] ?? '')
  return specifiers.flatMap(specifier => {
    if (specifier.startsWith('#')) return [specifier.slice(1)]
    if (specifier.startsWith('.')) return [relative(root, join(root, dirname(file), specifier))]
    return []
  })
}

interface Place {
  readonly zone: string
  /** Below the zone. */
  readonly path: string
}

/** `server/formats/saml/x.ts` is zone `formats/saml`; `server/app.ts` is zone `app.ts`. */
function placeOf(file: string): Place {
  const [, first = '', second = '', ...rest] = file.split('/')
  const nested = ['formats', 'protocols', 'adapters'].includes(first)
  return nested
    ? { zone: `${first}/${second}`, path: rest.join('/') }
    : { zone: first, path: [second, ...rest].join('/').replace(/\/$/, '') }
}

const within = (zone: string, kind: string): boolean => zone.startsWith(`${kind}/`)

function mayImport(from: Place, to: Place): boolean {
  if (from.zone === 'app.ts' || from.zone === to.zone) return true
  if (to.zone === 'base') return from.zone !== 'base'
  const publicFace = to.path === 'index.ts'
  const rank = capabilities.indexOf(from.zone)
  if (rank >= 0) {
    const left = capabilities.indexOf(to.zone)
    if (left >= 0) return left < rank && publicFace
    if (within(to.zone, 'formats')) return publicFace
    if (to.zone === 'storage') return /^(.*[-/])?store\.ts$/.test(from.path)
    if (to.zone === 'http') return /^(.*[-/])?(routes|pages)\.ts$/.test(from.path)
    return false
  }
  const isCapability = capabilities.includes(to.zone)
  if (within(from.zone, 'formats')) return within(to.zone, 'formats') && publicFace
  if (['config', 'storage', 'http'].includes(from.zone)) return false
  if (within(from.zone, 'protocols'))
    return (isCapability || within(to.zone, 'formats') || to.zone === 'http') && publicFace
  if (within(from.zone, 'adapters')) return (isCapability || within(to.zone, 'formats')) && publicFace
  if (from.zone === 'jobs') return isCapability && publicFace
  if (from.zone === 'main.ts' || from.zone === 'cli') return ['app.ts', 'config', 'cli'].includes(to.zone)
  return false
}

describe('architecture', () => {
  test('every import follows the import rule of docs/architecture.md', () => {
    const forbidden = serverFiles.flatMap(file =>
      importsOf(file)
        .filter(target => target.startsWith('server/') && !mayImport(placeOf(file), placeOf(target)))
        .map(target => `${file} -> ${target}`),
    )
    assert.deepEqual(forbidden, [])
  })

  test('the server imports nothing of the web apps, tests or scripts, and the web apps nothing of the server', () => {
    const crossing = [...serverFiles, ...globSync('web/**/*.{ts,tsx}', { cwd: root, exclude: ['web/dist'] })].flatMap(
      file =>
        importsOf(file)
          .filter(target => existsSync(join(root, target)) && target.split('/')[0] !== file.split('/')[0])
          .map(target => `${file} -> ${target}`),
    )
    assert.deepEqual(crossing, [])
  })

  test('clock and randomness are read in base/ only', () => {
    const reads = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/
    const readers = serverFiles.filter(
      file => !file.startsWith('server/base/') && reads.test(readFileSync(join(root, file), 'utf8')),
    )
    assert.deepEqual(readers, [])
  })

  test('no folder or file has a name that says nothing', () => {
    const meaningless = /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.tsx?$)/
    const all = globSync(['server/**', 'web/**', 'tests/**'], { cwd: root, exclude: ['**/node_modules', 'web/dist'] })
    assert.deepEqual(
      all.filter(path => meaningless.test(path)),
      [],
    )
  })

  test('SQL is written in stores and in storage/ alone', () => {
    const writers = serverFiles.filter(
      file =>
        !file.startsWith('server/storage/') &&
        !/(^|[-/])store\.ts$/.test(file) &&
        /from 'kysely'/.test(readFileSync(join(root, file), 'utf8')),
    )
    assert.deepEqual(writers, [])
  })

  test('the rule names only folders that exist or are announced in docs/architecture.md', () => {
    const announced = ['sources', 'applications']
    const gone = capabilities.filter(
      name => !announced.includes(name) && !existsSync(join(root, 'server', name, 'index.ts')),
    )
    assert.deepEqual(gone, [])
  })
})
