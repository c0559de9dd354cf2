import type { ParseArgsConfig } from 'node:util'
import type { App } from '#server/app.ts'
import { refuse } from './refusals.ts'

export type Values = Readonly<Record<string, string | boolean | undefined>>

export interface Command {
  /** As typed: `user set-password`. */
  readonly name: string
  readonly usage: string
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Options that must have a value. */
  readonly required: readonly string[]
  /** @returns what is printed on stdout as JSON */
  run(app: App, values: Values, input: () => Promise<string>): Promise<unknown>
}

const string = { type: 'string' } as const
const flag = { type: 'boolean' } as const

export const textOf = (values: Values, name: string): string => {
  const value = values[name]
  if (typeof value !== 'string') throw refuse('cli.usage', { observed: `--${name} is missing` })
  return value
}

/** The commands that work on the store, beside `serve`. Each writes the same events as the console would. */
export const commands: readonly Command[] = [
  {
    name: 'setup',
    usage: '--user-name NAME --email MAIL --given-name G --family-name F --password-stdin',
    help: 'Creates the first administrator of an empty store, without a browser.',
    options: {
      'user-name': string,
      email: string,
      'given-name': string,
      'family-name': string,
      'password-stdin': flag,
    },
    required: ['user-name', 'email', 'given-name', 'family-name', 'password-stdin'],
    async run(app, values, input) {
      const { userId } = await app.commands.setUp({
        userName: textOf(values, 'user-name'),
        email: textOf(values, 'email'),
        givenName: textOf(values, 'given-name'),
        familyName: textOf(values, 'family-name'),
        password: await input(),
      })
      return { ...app.description, userId }
    },
  },
  {
    name: 'user set-password',
    usage: '--user-name NAME --password-stdin [--must-change]',
    help: 'Gives a user a password: also the way back for an administrator who is locked out.',
    options: { 'user-name': string, 'password-stdin': flag, 'must-change': flag },
    required: ['user-name', 'password-stdin'],
    async run(app, values, input) {
      const userName = textOf(values, 'user-name')
      const mustChange = values['must-change'] === true
      return app.commands.setPassword({ userName, password: await input(), mustChange })
    },
  },
  {
    name: 'access-key create',
    usage: '[--policy ARN]',
    help: 'Creates a long-lived access key of an IAM user in the management account, for automation.',
    options: { policy: string },
    required: [],
    run: (app, values) =>
      app.commands.createAccessKey(
        typeof values.policy === 'string' ? values.policy : 'arn:aws:iam::aws:policy/AdministratorAccess',
      ),
  },
  {
    name: 'doctor',
    usage: '',
    help: 'Looks at everything that can be wrong and says how to mend it; exits 1 when something is.',
    options: {},
    required: [],
    async run(app) {
      const findings = await app.commands.diagnose()
      if (findings.some(finding => !finding.ok)) process.exitCode = 1
      return { ok: findings.every(finding => finding.ok), findings }
    },
  },
]
