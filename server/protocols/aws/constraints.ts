import { invalidInput, type Problem, shownName } from '#server/formats/aws/index.ts'

/**
 * The constraints that the official schemas lack (length, pattern, range, enum), declared beside the handler:
 *
 * ```ts
 * const name = text({ min: 1, max: 32, pattern: /[\w+=,.@-]+/ })
 *
 * check(input, {
 *   Name: name,
 *   MaxResults: whole({ min: 1, max: 100 }),
 *   TargetType: oneOf(['AWS_ACCOUNT']),
 *   Tags: list({ max: 50, each: fields<Tag>({ Key: text({ min: 1, max: 128 }), Value: text({ max: 256 }) }) }),
 * })
 * ```
 *
 * Rules are plain values: name one and use it in many operations. An absent member satisfies every rule, since the
 * schema walk has already asked for those that are required.
 */
export type Rule<T> = (value: T, at: string) => readonly Problem[]

export type Rules<T> = { readonly [K in keyof T]?: Rule<NonNullable<T[K]>> }

/** @throws Refusal `aws.invalid_input` with every problem of the input in AWS's one sentence */
export function check<T extends object>(input: T, rules: Rules<T>): void {
  const problems = fields(rules)(input, '')
  if (problems.length > 0) throw invalidInput(problems)
}

interface TextRule {
  /** Characters, counted in code points. */
  readonly min?: number
  readonly max?: number
  /** Must match the whole value: `^` and `$` are implied, as in AWS's models. */
  readonly pattern?: RegExp
  /** The value is a secret: the sentence and the event do not repeat it. */
  readonly secret?: boolean
}

export function text({ min, max, pattern, secret = false }: TextRule): Rule<string> {
  const mustMatch = `satisfy regular expression pattern: ${pattern?.source}`
  // Without the flags that make a RegExp remember where it stopped.
  const whole = pattern && new RegExp(`^(?:${pattern.source})$`, pattern.flags.replace(/[gy]/g, ''))
  return (value, at) => {
    const wrong = lengthProblems([...value].length, min, max)
    // The pattern is not tried on a value of a wrong length: that is enough to correct, and a long value costs time.
    const must = wrong.length === 0 && whole?.test(value) === false ? [mustMatch] : wrong
    return must.map(text => (secret ? { at, must: text } : { at, value, must: text }))
  }
}

interface RangeRule {
  readonly min?: number
  readonly max?: number
}

/** A whole number: the schemas do not tell integers from fractions. */
export function whole({ min, max }: RangeRule): Rule<number> {
  return (value, at) => {
    const must = [
      ...(Number.isInteger(value) ? [] : ['be a whole number']),
      ...(min !== undefined && value < min ? [`have value greater than or equal to ${min}`] : []),
      ...(max !== undefined && value > max ? [`have value less than or equal to ${max}`] : []),
    ]
    return must.map(text => ({ at, value: String(value), must: text }))
  }
}

export function oneOf(values: readonly string[]): Rule<string> {
  return (value, at) =>
    values.includes(value) ? [] : [{ at, value, must: `satisfy enum value set: [${values.join(', ')}]` }]
}

interface ListRule<T> {
  readonly min?: number
  readonly max?: number
  readonly each?: Rule<T>
}

export function list<T>({ min, max, each }: ListRule<T>): Rule<readonly T[]> {
  return (values, at) => {
    const size = lengthProblems(values.length, min, max).map(must => ({ at, value: `[${values.length} items]`, must }))
    // With too many items the rest is not looked at: the answer stays short.
    if (size.length > 0 || each === undefined) return size
    return values.flatMap((value, index) => each(value, `${at}.${index + 1}.member`))
  }
}

/** The members of a structure inside the input. */
export function fields<T extends object>(rules: Rules<T>): Rule<T> {
  const members = Object.keys(rules) as (keyof T & string)[]
  return (value, at) =>
    members.flatMap(member => {
      const found = value[member]
      const rule = rules[member]
      if (found === undefined || found === null || rule === undefined) return []
      return rule(found, at === '' ? shownName(member) : `${at}.${shownName(member)}`)
    })
}

/** Several rules for one member; the problems of all are reported. */
export const all =
  <T>(...rules: readonly Rule<T>[]): Rule<T> =>
  (value, at) =>
    rules.flatMap(rule => rule(value, at))

/** A rule of one's own, for what the others do not say: `rule(isWeekday, 'be a weekday')`. */
export const rule =
  (holds: (value: string) => boolean, must: string): Rule<string> =>
  (value, at) =>
    holds(value) ? [] : [{ at, value, must }]

function lengthProblems(length: number, min?: number, max?: number): readonly string[] {
  return [
    ...(min !== undefined && length < min ? [`have length greater than or equal to ${min}`] : []),
    ...(max !== undefined && length > max ? [`have length less than or equal to ${max}`] : []),
  ]
}
