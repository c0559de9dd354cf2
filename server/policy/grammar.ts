/**
 * The words of the policy language: actions, resources, principals and conditions. `document.ts` has its sentences.
 * Where IAM has a text of its own for a mistake, the refusal carries it as its sentence.
 */
import type { Refusal } from '#server/base/refusal.ts'
import { isOperatorName, type Operator, operators } from './operators.ts'
import { refuse } from './refusals.ts'
import {
  type Condition,
  type LanguageVersion,
  type NamedPrincipal,
  type PolicyKind,
  type PrincipalSelection,
  principalTypes,
} from './types.ts'

interface Malformed {
  readonly path: string
  readonly observed: unknown
  readonly expected: string
  /** IAM's own text. */
  readonly sentence?: string
}

export const malformed = ({ path, observed, expected, sentence }: Malformed): Refusal =>
  refuse('policy.malformed_document', {
    about: path,
    observed: typeof observed === 'string' ? excerpt(observed) : kindOf(observed),
    expected,
    ...(sentence === undefined ? {} : { sentence }),
  })

const excerpt = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a ${typeof value}`
}

export type Members = Readonly<Record<string, unknown>>

export function object(value: unknown, path: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed({ path, observed: value, expected: 'an object', sentence: 'Syntax errors in policy.' })
  }
  return value as Members
}

export function string(value: unknown, path: string): string {
  if (typeof value !== 'string') throw malformed({ path, observed: value, expected: 'a string' })
  return value
}

/** Nearly everything that IAM lets be a list may also be the one thing alone. */
export function listed<T>(value: unknown, path: string, read: (item: unknown, path: string) => T): readonly T[] {
  return Array.isArray(value) ? Array.from(value, (item, i) => read(item, `${path}[${i}]`)) : [read(value, path)]
}

// A service, which IAM lets hold wildcards, and an operation.
const ACTION = /^[A-Za-z0-9*?-]+:[A-Za-z0-9*?_-]+$/

export function action(value: unknown, path: string, kind: PolicyKind): string {
  const pattern = string(value, path)
  if (pattern !== '*' && !ACTION.test(pattern)) {
    throw malformed({
      path,
      observed: pattern,
      expected: 'service:Operation, with * and ? as wildcards, or *',
      sentence: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    })
  }
  if (kind === 'trust' && !pattern.toLowerCase().startsWith('sts:')) {
    throw malformed({
      path,
      observed: pattern,
      expected: 'an action of sts',
      sentence: 'AssumeRole policy may only specify STS AssumeRole actions.',
    })
  }
  return pattern
}

/** `*`, or an ARN. One that ends in `*` may leave the segments after it out. */
export function resource(value: unknown, path: string, version: LanguageVersion): string {
  const pattern = string(value, path)
  if (pattern === '*') return pattern
  checkVariables(pattern, path, version)
  // A colon in a variable's name (`${aws:username}`) separates no segments.
  const segments = pattern.replaceAll(/\$\{[^{}]*\}/g, '$').split(':')
  if (segments[0] !== 'arn' || (segments.length < 6 && !pattern.endsWith('*'))) {
    throw malformed({
      path,
      observed: pattern,
      expected: '* or an ARN: arn:partition:service:region:account:resource',
      sentence: `Resource ${pattern} must be in ARN format or "*".`,
    })
  }
  const partition = segments[1] ?? ''
  if (!/^aws(-[a-z]+)*$|[*?]/.test(partition)) {
    throw malformed({
      path,
      observed: partition,
      expected: 'a partition: aws, aws-cn, aws-us-gov or a wildcard',
      sentence: `Partition "${partition}" is not valid for resource "${pattern}".`,
    })
  }
  return pattern
}

/** A variable that cannot be read would never match, and a Deny that never matches is worse than none. */
function checkVariables(text: string, path: string, version: LanguageVersion): void {
  if (version !== '2012-10-17') return
  const rest = text.replaceAll(/\$\{(?:[*?$]|[^{},*?$']+(?:,\s?'[^{}']*')?)\}/g, '')
  if (rest.includes('${')) {
    throw malformed({
      path,
      observed: text,
      expected:
        // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how policy variables are written
        "policy variables in the form ${key} or ${key, 'default'}; for the characters themselves ${$}, ${*}, ${?}",
    })
  }
}

const PRINCIPAL_VALUES: Readonly<Record<NamedPrincipal['type'], readonly [form: RegExp, words: string]>> = {
  AWS: [
    /^(\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[^*?]+)|A(RO|ID)A[A-Z0-9]{12,})$/,
    'a 12-digit account id, the ARN of an account root, user, role or role session without wildcards, or *',
  ],
  Federated: [
    /^(\*|arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/[^*?]+|[a-z0-9-]+(\.[a-z0-9-]+)+)$/,
    'the ARN of a SAML or OpenID Connect provider, or the host name of a web identity provider',
  ],
  Service: [/^(\*|[a-z0-9-]+(\.[a-z0-9-]+)+)$/, 'the name of a service, such as sso.amazonaws.com'],
  CanonicalUser: [/^[0-9a-f]{64}$/, 'a canonical user id of 64 hexadecimal digits'],
}

const isPrincipalType = (name: string): name is NamedPrincipal['type'] => Object.hasOwn(PRINCIPAL_VALUES, name)

export function principals(value: unknown, path: string, negated: boolean): PrincipalSelection {
  if (value === '*') return { negated, everyone: true, named: [] }
  if (typeof value === 'string') {
    throw malformed({ path, observed: value, expected: '"*" or an object', sentence: 'Syntax errors in policy.' })
  }
  const named = Object.entries(object(value, path)).flatMap(([type, values]) => {
    if (!isPrincipalType(type)) {
      throw malformed({ path: `${path}.${type}`, observed: type, expected: principalTypes.join(', ') })
    }
    return listed(values, `${path}.${type}`, (item, at) => principal(type, item, at))
  })
  return { negated, everyone: named.some(one => one.type === 'AWS' && one.value === '*'), named }
}

function principal(type: NamedPrincipal['type'], item: unknown, path: string): NamedPrincipal {
  const value = string(item, path)
  const [form, words] = PRINCIPAL_VALUES[type]
  if (!form.test(value)) {
    throw malformed({
      path,
      observed: value,
      expected: words,
      sentence: `Invalid principal in policy: "${type}":"${value}"`,
    })
  }
  return { type, value }
}

export function conditions(value: unknown, path: string, version: LanguageVersion): readonly Condition[] {
  return Object.entries(object(value, path)).flatMap(([name, keys]) => {
    const operator = conditionOperator(name, path)
    return Object.entries(object(keys, `${path}.${name}`)).map(([key, values]) => {
      const at = `${path}.${name}[${JSON.stringify(key)}]`
      checkKey(key, at)
      return { ...operator, key, values: listed(values, at, (item, to) => conditionValue(operator, item, to, version)) }
    })
  })
}

type NamedOperator = Pick<Condition, 'operator' | 'quantifier' | 'ifExists'>

function conditionOperator(name: string, path: string): NamedOperator {
  const [, quantifier, operator = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? []
  if (!isOperatorName(operator) || (operator === 'Null' && ifExists !== undefined)) {
    throw malformed({
      path: `${path}.${name}`,
      observed: name,
      expected: `ForAllValues: or ForAnyValue: or neither, one of ${Object.keys(operators).join(', ')}, and IfExists or not (never after Null)`,
      sentence: 'Syntax errors in policy.',
    })
  }
  return {
    operator,
    ifExists: ifExists !== undefined,
    ...(quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? { quantifier } : {}),
  }
}

/** `aws:username`, `SAML:aud`, `sso.example.com/path:sub`. */
function checkKey(key: string, path: string): void {
  if (/^[^:\s]+:./.test(key)) return
  throw malformed({
    path,
    observed: key,
    expected: 'a condition key with its prefix, such as aws:SourceIp',
    sentence: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  })
}

function conditionValue({ operator }: NamedOperator, item: unknown, path: string, version: LanguageVersion): string {
  const value = typeof item === 'boolean' || typeof item === 'number' ? String(item) : string(item, path)
  const { accepts, expects, variables }: Operator = operators[operator]
  if (!accepts(value)) {
    throw malformed({ path, observed: value, expected: `${expects}, which is what ${operator} compares` })
  }
  if (variables) checkVariables(value, path, version)
  return value
}
