/** What a form is about to do, as others would do it: with the AWS CLI, curl and the SDK. Pure. */
import type { Portal } from '../../kit/session.ts'
import type { AwsService } from '../api/call.ts'
import { madeBefore, type Placeholder } from './placeholders.ts'

/** A call that a form makes: an operation of an AWS API, or one of `/api/v1`. */
export type Call =
  | {
      readonly service: AwsService
      readonly operation: string
      readonly input: Readonly<Record<string, unknown>>
      /** What it is about, where the input does not say how that is called. */
      readonly named?: string
    }
  | { readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly path: string; readonly body?: object }

export type AwsCall = Extract<Call, { readonly service: string }>
type OwnCall = Extract<Call, { readonly path: string }>

const NEXT_LINE = ' \\\n  '

/** For bash and its kind. */
export const cliOf = (calls: readonly Call[], portal: Portal): string =>
  madeBefore(calls)
    .map(({ call, known, gives }) =>
      'service' in call ? awsCli(call, portal, known, gives) : curl(call, portal, known),
    )
    .join('\n\n')

function awsCli(
  { service, operation, input }: AwsCall,
  { url, region }: Portal,
  known: readonly Placeholder[],
  gives: Placeholder | undefined,
): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const links = given.filter(([, value]) => isLink(value))
  const options = [
    ...given.filter(([, value]) => !isLink(value)).map(([name, value]) => optionOf(kebab(name), value, known)),
    ...(links.length === 0 ? [] : [`--cli-input-json ${shellQuoted(JSON.stringify(Object.fromEntries(links)))}`]),
  ]
  const taken = gives === undefined ? [] : [`--query ${gives.path} --output text`]
  const words = [`aws ${service} ${kebab(operation)}`, `--endpoint-url ${shellQuoted(url)}`, `--region ${region}`]
  const command = [...words, ...options, ...taken].join(NEXT_LINE)
  return gives === undefined ? command : `${gives.name}=$(${command})`
}

/** As the value of an option of its own, the CLI would take what the address leads to in its place. */
const isLink = (value: unknown): boolean => typeof value === 'string' && /^(https?|fileb?):\/\//.test(value)

/** Lists and structures as JSON; a boolean is there or is negated. */
function optionOf(name: string, value: unknown, known: readonly Placeholder[]): string {
  if (typeof value === 'boolean') return value ? `--${name}` : `--no-${name}`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // What begins with a dash would be taken for an option of its own.
  return `--${name}${text.startsWith('-') ? '=' : ' '}${shellQuoted(text, known)}`
}

/** Only temporary credentials have a session token. One word, since zsh does not split what a variable gives. */
const SESSION_TOKEN = ['$', '{AWS_SESSION_TOKEN:+"-Hx-amz-security-token:$AWS_SESSION_TOKEN"}'].join('')

function curl({ method, path, body }: OwnCall, { url, region }: Portal, known: readonly Placeholder[]): string {
  const parts = [
    `curl --aws-sigv4 aws:amz:${region}:sso`,
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    SESSION_TOKEN,
    ...(method === 'GET' ? [] : [`--request ${method}`]),
    ...(body === undefined
      ? []
      : ["--header 'content-type: application/json'", `--data ${shellQuoted(JSON.stringify(body), known)}`]),
    shellQuoted(`${url}/api/v1${path}`, known),
  ]
  return parts.join(NEXT_LINE)
}

/** As the CLI names things: `InstanceArn` is `instance-arn`. */
export const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()

/** POSIX: nothing is special between single quotes but the quote itself. What an earlier command gave is a variable. */
function shellQuoted(text: string, known: readonly Placeholder[] = []): string {
  const used = known.find(({ name }) => text.includes(name))
  if (used !== undefined)
    return text
      .split(used.name)
      .map(part => (part === '' ? '' : shellQuoted(part, known)))
      .join(`"$${used.name}"`)
  return /^[A-Za-z0-9_./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

const clients: Readonly<Record<AwsService, string>> = {
  'sso-admin': 'SSOAdmin',
  identitystore: 'Identitystore',
  organizations: 'Organizations',
  cloudtrail: 'CloudTrail',
}

/** For the SDK for JavaScript, as a module. */
export function sdkOf(calls: readonly Call[], { url, region }: Portal): string {
  const all = madeBefore(calls)
  const aws = all.flatMap(({ call, ...rest }) => ('service' in call ? [{ ...rest, call }] : []))
  const services = [...new Set(aws.map(({ call }) => call.service))]
  const imports = services.map(service => {
    const own = aws.filter(({ call }) => call.service === service)
    const commands = [...new Set(own.map(({ call }) => `${call.operation}Command`))]
    return `import { ${[`${clients[service]}Client`, ...commands].join(', ')} } from '@aws-sdk/client-${service}'`
  })
  const settings = `{ endpoint: '${url}', region: '${region}' }`
  const made = services.map(service => `const ${camel(service)} = new ${clients[service]}Client(${settings})`)
  const sent = aws.map(({ call: { service, operation, input }, known, gives }) => {
    const sending = `await ${camel(service)}.send(new ${operation}Command(${literal(input, known)}))`
    return gives === undefined ? sending : `const ${gives.variable} = (${sending}).${gives.path}`
  })
  const own = all.length === aws.length ? [] : ['// The AWS APIs have no call for the rest: see the AWS CLI tab.']
  return [...imports, '', ...made, '', ...sent, ...own].join('\n').trim()
}

/** JSON is JavaScript. */
const literal = (input: object, known: readonly Placeholder[]): string =>
  known.reduce((text, { name, variable }) => text.replaceAll(`"${name}"`, variable), JSON.stringify(input, null, 2))

const camel = (service: string): string => service.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
