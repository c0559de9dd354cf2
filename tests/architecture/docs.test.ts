import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { refusalRegistry } from '#server/app.ts'
import { generatedDocs } from '../../scripts/docs.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('documentation', () => {
  test('settings, refusals and AWS coverage say what the code does (node scripts/docs.ts makes them anew)', async () => {
    for (const [name, content] of await generatedDocs()) assert.equal(read(`docs/${name}`), content, name)
  })

  test('every code that a refusals.ts declares is in the registry', () => {
    const declared = globSync(['server/**/refusals.ts', 'server/http/paging.ts'], { cwd: root }).flatMap(file =>
      [...read(file).matchAll(/^ {2}'([a-z0-9_]+\.[a-z0-9_]+)': \{/gm)].map(match => match[1] ?? ''),
    )
    const ofCommands = (code: string) => code.startsWith('cli.')
    assert.deepEqual(
      declared.filter(code => !(code in refusalRegistry) && !ofCommands(code)),
      [],
    )
  })

  test('links between documents lead somewhere', () => {
    const pages = globSync(['*.md', 'docs/**/*.md', 'web/*.md'], { cwd: root })
    const broken = pages.flatMap(page =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map(match => join(dirname(page), match[1] ?? ''))
        .filter(target => !existsSync(join(root, target)))
        .map(target => `${page} -> ${target}`),
    )
    assert.deepEqual(broken, [])
  })
})

describe('migrations', () => {
  const files = globSync('server/storage/migrations/[0-9]*.ts', { cwd: root }).sort()

  test('are numbered without a gap', () => {
    assert.deepEqual(
      files.map(file => basename(file).slice(0, 4)),
      files.map((_, index) => String(index + 1).padStart(4, '0')),
    )
  })

  test('are never edited once they have landed', () => {
    const frozen: Record<string, string> = JSON.parse(read('server/storage/migrations/frozen.json'))
    const hash = (file: string) => createHash('sha256').update(read(file)).digest('hex')
    const now = Object.fromEntries(files.map(file => [basename(file, '.ts'), hash(file)]))
    assert.deepEqual(now, frozen)
  })
})
