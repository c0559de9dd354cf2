import ipaddr from 'ipaddr.js'
import { arnMatches, matches, patternOf, textOf, type Variables } from './match.ts'

/** How one value of the request is compared with one value of the policy, before `…IfExists` and `For…Values:`. */
export interface Operator {
  /** The condition holds where the comparison does not. */
  readonly negated: boolean
  /** Only text and ARNs may hold policy variables. */
  readonly variables: boolean
  /** What a value in the policy must be, in words. */
  readonly expects: string
  /** A value that can never match is a mistake, and is refused when the policy is written. */
  readonly accepts: (wanted: string) => boolean
  readonly matches: (actual: string, wanted: string, variables?: Variables) => boolean
}

type Comparison = Omit<Operator, 'negated'>

const is = (comparison: Comparison): Operator => ({ ...comparison, negated: false })
const isNot = (comparison: Comparison): Operator => ({ ...comparison, negated: true })

const textual = (compare: Comparison['matches']): Comparison => ({
  variables: true,
  expects: 'text',
  accepts: () => true,
  matches: compare,
})

/** A value that cannot be read as the type equals nothing and is in no order with anything. */
const typed = <T>(
  expects: string,
  read: (text: string) => T | undefined,
  holds: (actual: T, wanted: T) => boolean,
): Comparison => ({
  variables: false,
  expects,
  accepts: wanted => read(wanted) !== undefined,
  matches: (actual, wanted) => {
    const [left, right] = [read(actual), read(wanted)]
    return left !== undefined && right !== undefined && holds(left, right)
  },
})

const equal = <T>(left: T, right: T): boolean => left === right
const less = (left: number, right: number): boolean => left < right
const atMost = (left: number, right: number): boolean => left <= right
const greater = (left: number, right: number): boolean => left > right
const atLeast = (left: number, right: number): boolean => left >= right

const sameText = textual((actual, wanted, variables) => {
  const pattern = patternOf(wanted, variables)
  return pattern !== undefined && textOf(pattern) === actual
})

const sameTextIgnoringCase = textual((actual, wanted, variables) => {
  const pattern = patternOf(wanted, variables)
  return pattern !== undefined && textOf(pattern).toLowerCase() === actual.toLowerCase()
})

const likeText = textual((actual, wanted, variables) => {
  const pattern = patternOf(wanted, variables)
  return pattern !== undefined && matches(pattern, actual)
})

/** ArnEquals and ArnLike are the same by AWS's own account: both know wildcards. */
const likeArn = textual((actual, wanted, variables) => arnMatches(wanted, actual, variables))

const readNumber = (text: string): number | undefined =>
  /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined

const number = (holds: (actual: number, wanted: number) => boolean) => typed('a number', readNumber, holds)

/** The W3C profile of ISO 8601; four digits are a year and not 34 minutes of 1970. */
const ISO_DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/** Unix milliseconds. Where no zone is given the time is UTC, and never the zone of this machine. */
function readDate(text: string): number | undefined {
  if (/^\d+$/.test(text) && text.length !== 4) return Number(text) * 1000
  if (!ISO_DATE.test(text)) return undefined
  const zoned = !text.includes('T') || /(Z|[+-]\d\d:\d\d)$/.test(text)
  const at = Date.parse(zoned ? text : `${text}Z`)
  return Number.isNaN(at) ? undefined : at
}

const date = (holds: (actual: number, wanted: number) => boolean) =>
  typed('an ISO 8601 date or seconds since 1970', readDate, holds)

function readBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return word === 'true' || word === 'false' ? word === 'true' : undefined
}

const boolean = typed('true or false', readBoolean, equal)

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const binary = typed(
  'base64',
  text => (text.length % 4 === 0 && BASE64.test(text) ? Buffer.from(text, 'base64').toString('hex') : undefined),
  equal,
)

type AddressRange = readonly [base: ipaddr.IPv4 | ipaddr.IPv6, bits: number]

/** Only the plain forms: `0x7f.1` and `010.0.0.1` mean different hosts to different readers. */
function readRange(text: string): AddressRange | undefined {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || (text.includes('/') && ipaddr.IPv6.isValidCIDR(text))) {
    return ipaddr.parseCIDR(text)
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !(text.includes(':') && ipaddr.IPv6.isValid(text))) return undefined
  // An IPv4 client of a dual-stack socket is seen as ::ffff:192.0.2.1.
  const address = ipaddr.process(text)
  return [address, address.toByteArray().length * 8]
}

const address = typed(
  'an IPv4 or IPv6 address or CIDR range',
  readRange,
  ([actual, actualBits], [base, bits]) =>
    actual.kind() === base.kind() && actualBits >= bits && actual.match(base, bits),
)

export const operators = {
  StringEquals: is(sameText),
  StringNotEquals: isNot(sameText),
  StringEqualsIgnoreCase: is(sameTextIgnoringCase),
  StringNotEqualsIgnoreCase: isNot(sameTextIgnoringCase),
  StringLike: is(likeText),
  StringNotLike: isNot(likeText),
  NumericEquals: is(number(equal)),
  NumericNotEquals: isNot(number(equal)),
  NumericLessThan: is(number(less)),
  NumericLessThanEquals: is(number(atMost)),
  NumericGreaterThan: is(number(greater)),
  NumericGreaterThanEquals: is(number(atLeast)),
  DateEquals: is(date(equal)),
  DateNotEquals: isNot(date(equal)),
  DateLessThan: is(date(less)),
  DateLessThanEquals: is(date(atMost)),
  DateGreaterThan: is(date(greater)),
  DateGreaterThanEquals: is(date(atLeast)),
  Bool: is(boolean),
  BinaryEquals: is(binary),
  IpAddress: is(address),
  NotIpAddress: isNot(address),
  ArnEquals: is(likeArn),
  ArnNotEquals: isNot(likeArn),
  ArnLike: is(likeArn),
  ArnNotLike: isNot(likeArn),
  /** Compares whether the key is absent, so it is asked even where no value is there. */
  Null: is(boolean),
} as const satisfies Readonly<Record<string, Operator>>

export type OperatorName = keyof typeof operators

export const isOperatorName = (name: string): name is OperatorName => Object.hasOwn(operators, name)
