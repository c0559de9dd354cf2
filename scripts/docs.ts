import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp, refusalRegistry } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { loadConfig, settings } from '#server/config/index.ts'
import { coverageOf, coverageTable } from '#server/protocols/aws/index.ts'

/**
 * The documents that are made from the code: `node scripts/docs.ts` writes them, and a test compares.
 * @returns content by path below `docs/`
 */
export async function generatedDocs(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['settings.md', settingsPage()],
    ['refusals.md', refusalsPage()],
    ['aws-coverage.md', await coveragePage()],
  ])
}

const MADE = '<!-- Made by scripts/docs.ts from the code. -->'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function settingsPage(): string {
  const rows = Object.entries(settings).map(
    ([name, { help, defaultText }]) => `| \`${name}\` | ${cell(help)} | ${cell(defaultText)} |`,
  )
  return `${MADE}
# Settings

Environment variables. Each has a form \`NAME_FILE\`, which names a file that holds the value: use it for secrets. The
server refuses to start with an unknown \`PORTICO_…\` name and tells every problem at once. What an administrator changes
while the server runs lives in the database, not here.

| setting | meaning | default |
|---|---|---|
${rows.join('\n')}
`
}

function refusalsPage(): string {
  const sections = Object.entries(refusalRegistry)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { title, cause, fix, actor, toUser }]) => `## \`${code}\`

**${title}.** ${cause}

- People are told: ${toUser}
- Who must act: ${actor}
- Fix: ${fix}
`,
    )
  return `${MADE}
# Refusals

Everything that Portico can refuse. A refusal carries its code, what was observed and expected, who must act, the fix, and
a reference: the request id, which is also the id of its event. Refusals of callers who have proven nothing are counted
and mostly have no event. \`/help/{code}\` shows the same on a running server.

${sections.join('\n')}`
}

async function coveragePage(): Promise<string> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'portico-docs-'))
  const config = loadConfig({ PORTICO_DATA: dataDirectory, PORTICO_LOG: 'silent' }, systemRandom)
  const app = await openApp(config, { clock: systemClock, random: systemRandom })
  try {
    return `${MADE}
# AWS operations

What answers at \`POST /\`. An operation of AWS that is not built answers \`UnsupportedOperation\`. The portal API
(\`sso\`: ListAccounts, ListAccountRoles, GetRoleCredentials, Logout) and \`sso-oidc\` (RegisterClient,
StartDeviceAuthorization, CreateToken) answer at their own paths.

${coverageTable(await coverageOf(app.operations))}`
  } finally {
    await app.close()
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}

if (import.meta.main)
  for (const [name, content] of await generatedDocs())
    writeFileSync(join(import.meta.dirname, '../docs', name), content)
