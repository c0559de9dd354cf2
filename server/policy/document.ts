/** Reads a policy document: text or an object in, a typed document or one refusal out, and nothing else. */
import { action, conditions, listed, type Members, malformed, object, principals, resource, string } from './grammar.ts'
import type { LanguageVersion, PolicyDocument, PolicyKind, Selection, Statement } from './types.ts'

const STATEMENT_MEMBERS: Readonly<Record<PolicyKind, readonly string[]>> = {
  identity: ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
  resource: [
    ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
  ],
  trust: ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Condition'],
}

/**
 * Sizes are not checked here: each place that holds documents has its own limit.
 * @param source the JSON text, or what it stands for
 * @throws Refusal `policy.malformed_document`, about the first member that is wrong
 */
export function parsePolicy(source: unknown, kind: PolicyKind): PolicyDocument {
  const members = object(typeof source === 'string' ? json(source) : source, 'document')
  onlyMembers(members, '', ['Version', 'Id', 'Statement'])
  const version = languageVersion(members.Version)
  if (members.Id !== undefined) string(members.Id, 'Id')
  if (members.Statement === undefined || isEmptyList(members.Statement)) {
    throw missing('Statement', members.Statement, 'at least one statement', 'Syntax errors in policy.')
  }
  const statements = listed(members.Statement, 'Statement', (item, path) => statement(item, path, kind, version))
  refuseEqualSids(statements)
  return { version, statements }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed({ path: 'document', observed: text, expected: 'JSON', sentence: 'Syntax errors in policy.' })
  }
}

function languageVersion(value: unknown): LanguageVersion {
  if (value === undefined) return '2008-10-17'
  if (value === '2012-10-17' || value === '2008-10-17') return value
  throw malformed({
    path: 'Version',
    observed: value,
    expected: '2012-10-17 or 2008-10-17: the version of the policy language, not of this policy',
    sentence: 'Syntax errors in policy.',
  })
}

function statement(item: unknown, path: string, kind: PolicyKind, version: LanguageVersion): Statement {
  const members = object(item, path)
  onlyMembers(members, `${path}.`, STATEMENT_MEMBERS[kind])
  const sid = members.Sid === undefined ? '' : sidOf(members.Sid, `${path}.Sid`)
  const effect = effectOf(members.Effect, `${path}.Effect`)
  const actions = selection(members, 'Action', path, (value, at) => action(value, at, kind))
  if (actions === undefined) {
    throw missing(`${path}.Action`, undefined, 'Action or NotAction', 'Policy statement must contain actions.')
  }
  const resources = selection(members, 'Resource', path, (value, at) => resource(value, at, version))
  if (resources === undefined && kind === 'identity') {
    throw missing(`${path}.Resource`, undefined, 'Resource or NotResource', 'Policy statement must contain resources.')
  }
  return {
    name: sid === '' ? path : sid,
    effect,
    ...(kind === 'identity' ? {} : { principals: principalsOf(members, path) }),
    actions,
    ...(resources === undefined ? {} : { resources }),
    conditions: members.Condition === undefined ? [] : conditions(members.Condition, `${path}.Condition`, version),
  }
}

function onlyMembers(members: Members, prefix: string, known: readonly string[]): void {
  const unknown = Object.keys(members).find(name => !known.includes(name))
  if (unknown === undefined) return
  throw malformed({
    path: `${prefix}${unknown}`,
    observed: unknown,
    expected: `only ${known.join(', ')}`,
    sentence: prohibition(unknown),
  })
}

/** IAM tells a member that is legal elsewhere apart from one that exists nowhere. */
function prohibition(member: string): string {
  if (member === 'Principal' || member === 'NotPrincipal') return 'Policy document should not specify a principal.'
  return STATEMENT_MEMBERS.resource.includes(member) ? `Has prohibited field ${member}` : 'Syntax errors in policy.'
}

const missing = (path: string, observed: unknown, expected: string, sentence: string) =>
  malformed({ path, observed, expected, sentence })

function sidOf(value: unknown, path: string): string {
  const sid = string(value, path)
  if (/^[A-Za-z0-9]*$/.test(sid)) return sid
  throw malformed({
    path,
    observed: sid,
    expected: 'letters and digits',
    sentence: 'Statement IDs (SID) should only contain alphanumeric characters.',
  })
}

function refuseEqualSids(statements: readonly Statement[]): void {
  const names = statements.map(one => one.name)
  const second = names.findIndex((name, i) => names.indexOf(name) < i)
  if (second < 0) return
  throw malformed({
    path: `Statement[${second}].Sid`,
    observed: names[second],
    expected: 'a Sid that no other statement has',
    sentence: 'Statement IDs (SID) in a single policy must be unique.',
  })
}

function effectOf(value: unknown, path: string): 'Allow' | 'Deny' {
  if (value === 'Allow' || value === 'Deny') return value
  throw malformed({ path, observed: value, expected: '"Allow" or "Deny"', sentence: 'Syntax errors in policy.' })
}

/** One of a member and its `Not…` form, or neither. */
function either(members: Members, name: string, path: string) {
  const [plain, not] = [members[name], members[`Not${name}`]]
  if (plain !== undefined && not !== undefined) {
    throw malformed({
      path: `${path}.Not${name}`,
      observed: `${name} and Not${name}`,
      expected: 'one of the two',
      sentence: 'Syntax errors in policy.',
    })
  }
  if (plain === undefined && not === undefined) return undefined
  return plain === undefined
    ? { value: not, negated: true, path: `${path}.Not${name}` }
    : { value: plain, negated: false, path: `${path}.${name}` }
}

function selection(
  members: Members,
  name: 'Action' | 'Resource',
  path: string,
  read: (value: unknown, path: string) => string,
): Selection | undefined {
  const given = either(members, name, path)
  if (given === undefined) return undefined
  if (isEmptyList(given.value)) {
    const sentence = `Policy statement must contain ${name === 'Action' ? 'actions' : 'resources'}.`
    throw missing(given.path, given.value, 'at least one', sentence)
  }
  return { negated: given.negated, patterns: listed(given.value, given.path, read) }
}

function principalsOf(members: Members, path: string) {
  const given = either(members, 'Principal', path)
  if (given === undefined) {
    throw missing(`${path}.Principal`, undefined, 'Principal or NotPrincipal', 'Missing required field Principal')
  }
  return principals(given.value, given.path, given.negated)
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0
