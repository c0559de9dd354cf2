import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { promisify } from 'node:util'
import { until } from '#tests/portico.ts'

/** Debian's; another one may be earlier in the PATH. */
const AWS = '/usr/bin/aws'
const run = promisify(execFile)

export interface Cli {
  /** Runs the command and reads the JSON that it prints. */
  json(...args: readonly string[]): Promise<unknown>
  /** Runs a command that fails; what it says on stderr. */
  failure(...args: readonly string[]): Promise<string>
  run(...args: readonly string[]): Promise<string>
  /** Starts a command that waits for somebody. */
  start(...args: readonly string[]): Waiting
}

export interface Waiting {
  /** What matches in its output, once it is there. */
  prints(pattern: RegExp): Promise<string>
  /** Its exit code. */
  ended(): Promise<number | null>
}

/** The AWS CLI in a home directory, with these settings and no others. */
export function awsCli(home: string, settings: Readonly<Record<string, string>> = {}): Cli {
  const env = {
    HOME: home,
    PATH: '/usr/bin:/bin',
    LC_ALL: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_DEFAULT_REGION: 'us-east-1',
    ...settings,
  }
  const cli: Cli = {
    json: async (...args) => JSON.parse(await cli.run(...args, '--output', 'json')),
    run: async (...args) => (await run(AWS, args, { env, cwd: home })).stdout,
    failure: async (...args) => {
      const outcome = await run(AWS, args, { env, cwd: home }).catch((error: unknown) => error)
      if (outcome instanceof Error && 'stderr' in outcome) return String(outcome.stderr)
      throw new Error(`aws ${args.join(' ')} did not fail`)
    },
    start: (...args) => waiting(spawn(AWS, args, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] })),
  }
  return cli
}

function waiting(child: ChildProcess): Waiting {
  const exited = once(child, 'exit')
  after(() => child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', text => {
      output += text
    })
  return {
    async prints(pattern) {
      await until(() => {
        if (child.exitCode !== null && !pattern.test(output)) throw new Error(`aws ended: ${output}`)
        return pattern.test(output)
      })
      return pattern.exec(output)?.[0] ?? ''
    },
    async ended() {
      await exited
      return child.exitCode
    },
  }
}

/** The value at this path of what the CLI printed. */
export const member = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner, name) => new Map(Object.entries(inner ?? {})).get(name), value)

/** A printed list of texts. */
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

const builtIn = (name: string, type: 'String' | 'Boolean') => ({
  builtIn: name,
  required: type === 'Boolean',
  documentation: '',
  type,
  ...(type === 'Boolean' ? { default: false } : {}),
})

/**
 * Sends `sso` and `sso-oidc` of a CLI older than 2.13 to this origin (docs/guides/aws-cli.md).
 * @returns AWS_DATA_PATH
 */
export function ruleSets(home: string, origin: string): string {
  const rules = {
    version: '1.0',
    parameters: {
      Region: builtIn('AWS::Region', 'String'),
      UseDualStack: builtIn('AWS::UseDualStack', 'Boolean'),
      UseFIPS: builtIn('AWS::UseFIPS', 'Boolean'),
      Endpoint: builtIn('SDK::Endpoint', 'String'),
    },
    rules: [{ conditions: [], endpoint: { url: origin, properties: {}, headers: {} }, type: 'endpoint' }],
  }
  const folder = join(home, 'rules')
  for (const service of ['sso', 'sso-oidc']) {
    mkdirSync(join(folder, service, '2019-06-10'), { recursive: true })
    writeFileSync(join(folder, service, '2019-06-10/endpoint-rule-set-1.json'), JSON.stringify(rules))
  }
  return folder
}
