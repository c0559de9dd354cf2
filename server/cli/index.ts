import { parseArgs } from 'node:util'
import { type App, openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import { ConfigError, loadConfig } from '#server/config/index.ts'
import { type Command, commands, type Values } from './commands.ts'
import { refuse } from './refusals.ts'
import { serve, serveOptions } from './serve.ts'

/**
 * The `portico` command. JSON on stdout, messages on stderr, 0 only on success.
 * @returns the exit status: 1 refused, 2 misused or misconfigured
 */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    if (argv.length === 0 || argv[0] === '--help' || argv[0] === 'help') {
      process.stderr.write(usage())
      return argv.length === 0 ? 2 : 0
    }
    if (argv[0] === 'serve') return await serve(valuesOf(argv.slice(1), serveOptions))
    const [command, rest] = find(argv)
    return await runCommand(command, valuesOf(rest, command.options))
  } catch (error) {
    return explain(error)
  }
}

function find(argv: readonly string[]): [Command, readonly string[]] {
  for (const command of commands) {
    const words = command.name.split(' ')
    if (words.every((word, index) => argv[index] === word)) return [command, argv.slice(words.length)]
  }
  throw refuse('cli.usage', { observed: `unknown command ${argv.slice(0, 2).join(' ')}` })
}

function valuesOf(args: readonly string[], options: Command['options']): Values {
  try {
    const { values } = parseArgs({ args: [...args], options, allowPositionals: false, strict: true })
    return values as Values
  } catch (error) {
    throw refuse('cli.usage', { observed: error instanceof Error ? error.message : String(error) })
  }
}

async function runCommand(command: Command, values: Values): Promise<number> {
  const missing = command.required.filter(name => values[name] === undefined)
  if (missing.length > 0)
    throw refuse('cli.usage', {
      observed: `${missing.map(name => `--${name}`).join(', ')} missing`,
      expected: `portico ${command.name} ${command.usage}`,
    })
  const app: App = await openApp(loadConfig(process.env, systemRandom), { clock: systemClock, random: systemRandom })
  try {
    const result = await command.run(app, values, readPassword)
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return Number(process.exitCode ?? 0)
  } finally {
    await app.close()
  }
}

/** Standard input to its end, without the line break that `echo` adds. */
async function readPassword(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  const password = text.replace(/\r?\n$/, '')
  if (password === '') throw refuse('cli.usage', { observed: 'nothing came on standard input', expected: 'a password' })
  return password
}

function explain(error: unknown): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`)
    return 2
  }
  if (!(error instanceof Refusal)) throw error
  const { observed, expected } = error.details
  process.stderr.write(`${error.message} [${error.code}]\n`)
  if (observed !== undefined) process.stderr.write(`  observed: ${observed}\n`)
  if (expected !== undefined) process.stderr.write(`  expected: ${expected}\n`)
  process.stderr.write(`  why: ${error.definition.cause}\n  fix: ${error.definition.fix}\n`)
  return error.code === 'cli.usage' ? 2 : 1
}

function usage(): string {
  const rows = [{ name: 'serve', usage: '[--listen HOST:PORT] [--demo]', help: 'Starts the server.' }, ...commands].map(
    command => `  portico ${command.name} ${command.usage}\n      ${command.help}\n`,
  )
  return `Usage:\n${rows.join('')}\nSettings are environment variables: see docs/settings.md.\n`
}
