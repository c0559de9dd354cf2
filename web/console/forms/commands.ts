/** What a form is about to do, as others would do it. Pure. */
import type { Portal } from '../../kit/session.ts'
import type { AwsService } from '../api/call.ts'

/** A call that a form makes: an operation of an AWS API, or one of `/api/v1`. */
export type Call =
  | { readonly service: AwsService; readonly operation: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; readonly path: string; readonly body?: object }

/** For bash. */
export const cliOf = (calls: readonly Call[], portal: Portal): string =>
  calls.map(call => ('service' in call ? awsCli(call, portal) : curl(call, portal))).join('\n\n')

type AwsCall = Extract<Call, { readonly service: string }>
type OwnCall = Extract<Call, { readonly path: string }>

function awsCli({ service, operation, input }: AwsCall, { url, region }: Portal): string {
  const options = Object.entries(input).map(([name, value]) => `--${kebab(name)} ${shellValue(value)}`)
  return [`aws ${service} ${kebab(operation)}`, `--endpoint-url ${url}`, `--region ${region}`, ...options].join(
    ' \\\n  ',
  )
}

function curl({ method, path, body }: OwnCall, { url, region }: Portal): string {
  const parts = [
    `curl --aws-sigv4 aws:amz:${region}:sso`,
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    ...(method === 'GET' ? [] : [`--request ${method}`]),
    ...(body === undefined
      ? []
      : ["--header 'content-type: application/json'", `--data ${shellQuoted(JSON.stringify(body))}`]),
    shellQuoted(`${url}/api/v1${path}`),
  ]
  return parts.join(' \\\n  ')
}

/** As the CLI names things: `InstanceArn` is `instance-arn`. */
export const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()

function shellValue(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return shellQuoted(text)
}

/** POSIX: nothing is special between single quotes but the quote itself. */
const shellQuoted = (text: string): string =>
  /^[A-Za-z0-9_./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

const clients: Readonly<Record<AwsService, string>> = {
  'sso-admin': 'SSOAdmin',
  identitystore: 'Identitystore',
  organizations: 'Organizations',
  cloudtrail: 'CloudTrail',
}

export function sdkOf(calls: readonly Call[], { url, region }: Portal): string {
  const aws = calls.filter(call => 'service' in call)
  const services = [...new Set(aws.map(({ service }) => service))]
  const imports = services.map(service => {
    const commands = [...new Set(aws.filter(call => call.service === service).map(call => `${call.operation}Command`))]
    return `import { ${[`${clients[service]}Client`, ...commands].join(', ')} } from '@aws-sdk/client-${service}'`
  })
  const made = services.map(
    service => `const ${camel(service)} = new ${clients[service]}Client({ endpoint: '${url}', region: '${region}' })`,
  )
  const sent = aws.map(
    ({ service, operation, input }) =>
      `await ${camel(service)}.send(new ${operation}Command(${JSON.stringify(input, null, 2)}))`,
  )
  const own = calls.length === aws.length ? [] : ['// The AWS APIs have no call for the rest: see the AWS CLI tab.']
  return [...imports, '', ...made, '', ...sent, ...own].join('\n').trim()
}

const camel = (service: string): string => service.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
