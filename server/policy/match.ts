/**
 * Wildcards and policy variables. A pattern is never turned into a regular expression: it is written by strangers, and
 * `*a*a*a*b` must not cost exponential time. What a variable stands for is matched literally, wildcards in it too, so
 * that nobody widens a policy by choosing a name or a tag.
 */

interface Wildcard {
  /** `*`, any number of characters; else `?`, exactly one. */
  readonly run: boolean
  readonly crossesColons: boolean
}

/** One code point that must be equal, or a wildcard. */
type Atom = string | Wildcard

export type Pattern = readonly Atom[]

/** The value of a condition key that has exactly one, whatever the case of its name. */
export type Variables = (key: string) => string | undefined

const RUN: Wildcard = { run: true, crossesColons: true }
const ONE: Wildcard = { run: false, crossesColons: true }

// The braces are excluded inside, so that a row of `${${${` is scanned once only.
const VARIABLE = /\$\{([^{}]*)\}/g

const withWildcards = (text: string): Pattern => [...text].map(char => (char === '*' ? RUN : char === '?' ? ONE : char))

/** `key`, `key, 'default'`, or one of `*`, `?`, `$`, which are that character itself. */
function resolve(variable: string, variables: Variables): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable
  const comma = variable.indexOf(',')
  if (comma < 0) return variables(variable.trim())
  const fallback = /^'([^']*)'$/.exec(variable.slice(comma + 1).trim())?.[1]
  return variables(variable.slice(0, comma).trim()) ?? fallback
}

/**
 * @param variables absent in documents of version 2008-10-17, where `${…}` is ordinary text
 * @returns undefined where a variable has no value: nothing equals or resembles that
 */
export function patternOf(template: string, variables?: Variables): Pattern | undefined {
  if (variables === undefined) return withWildcards(template)
  const parts: Pattern[] = []
  let end = 0
  for (const found of template.matchAll(VARIABLE)) {
    const value = resolve(found[1] ?? '', variables)
    if (value === undefined) return undefined
    parts.push(withWildcards(template.slice(end, found.index)), [...value])
    end = found.index + found[0].length
  }
  parts.push(withWildcards(template.slice(end)))
  return parts.flat()
}

/** The pattern as text, for operators that know no wildcards. */
export const textOf = (pattern: Pattern): string =>
  pattern.map(atom => (typeof atom === 'string' ? atom : atom.run ? '*' : '?')).join('')

const admits = (atom: Atom, char: string): boolean =>
  typeof atom === 'string' ? atom === char : atom.crossesColons || char !== ':'

const isRun = (atom: Atom | undefined): boolean => typeof atom === 'object' && atom.run

/**
 * Walks all ways through the pattern at once, so the cost is at most the product of both lengths. `ways[i]` says that
 * the characters read so far can be matched by the first `i` atoms.
 */
export function matches(pattern: Pattern, text: string): boolean {
  let ways = new Uint8Array(pattern.length + 1)
  ways[0] = 1
  passRuns(pattern, ways)
  for (const char of text) {
    const next = new Uint8Array(pattern.length + 1)
    let open = false
    for (const [i, atom] of pattern.entries()) {
      if (ways[i] !== 1 || !admits(atom, char)) continue
      next[isRun(atom) ? i : i + 1] = 1
      open = true
    }
    if (!open) return false
    passRuns(pattern, next)
    ways = next
  }
  return ways[pattern.length] === 1
}

/** A run may be empty: whoever stands before it also stands behind it. */
function passRuns(pattern: Pattern, ways: Uint8Array): void {
  for (const [i, atom] of pattern.entries()) if (ways[i] === 1 && isRun(atom)) ways[i + 1] = 1
}

/** The first five of an ARN's six segments end at a colon; the sixth may hold some. */
function confineWildcards(
  pattern: Pattern,
  confined: (next: Atom | undefined, wildcard: Wildcard) => boolean,
): Pattern {
  let colons = 0
  return pattern.map((atom, i) => {
    if (atom === ':') colons += 1
    if (typeof atom === 'string' || colons >= 5) return atom
    return confined(pattern[i + 1], atom) ? { ...atom, crossesColons: false } : atom
  })
}

/** `iam:Get*` and `IAM:GetRole` are one action whatever the case. */
export function actionMatches(pattern: string, action: string): boolean {
  return pattern === '*' || matches(withWildcards(pattern.toLowerCase()), action.toLowerCase())
}

/**
 * The `Resource` element: case counts. A wildcard stays in its ARN segment, but a `*` that ends a segment reaches over
 * the colon: `arn:aws:sso:*` names everything of sso.
 */
export function resourceMatches(template: string, resource: string, variables?: Variables): boolean {
  if (template === '*') return true
  const pattern = patternOf(template, variables)
  if (pattern === undefined) return false
  const endsSegment = (next: Atom | undefined) => next === undefined || next === ':'
  return matches(
    confineWildcards(pattern, (next, wildcard) => !(wildcard.run && endsSegment(next))),
    resource,
  )
}

/** The Arn operators of a condition: no wildcard leaves its segment, so all six must be there. */
export function arnMatches(template: string, arn: string, variables?: Variables): boolean {
  const pattern = patternOf(template, variables)
  return (
    pattern !== undefined &&
    matches(
      confineWildcards(pattern, () => true),
      arn,
    )
  )
}
