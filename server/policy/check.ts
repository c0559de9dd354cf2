import { Refusal } from '#server/base/refusal.ts'
import { parsePolicy } from './document.ts'
import { breakOf, locate, type Place, placeOf } from './locate.ts'
import { MOST_POLICY_TEXT, MOST_POLICY_WEIGHT, policyWeight } from './size.ts'

export interface Finding extends Place {
  /** `Statement[0].Action`; empty where it is about the whole text. */
  readonly path: string
  readonly message: string
  readonly expected?: string
}

/** What keeps a text from being the inline policy of a permission set, with its place; nothing where it can be one. */
export function checkPolicy(text: string): readonly Finding[] {
  const broken = breakOf(text)
  const grammar = broken === undefined ? grammarFinding(text) : syntaxFinding(text, broken)
  return [grammar, sizeFinding(text), characterFinding(text)].filter(finding => finding !== undefined)
}

function syntaxFinding(text: string, { line, column, expected }: Place & { readonly expected: string }): Finding {
  const end = placeOf(text, text.length)
  const atEnd = end.line === line && end.column === column
  return {
    line,
    column,
    path: '',
    message: atEnd ? 'The text ends before the JSON does.' : 'This is not JSON.',
    expected,
  }
}

function grammarFinding(text: string): Finding | undefined {
  try {
    parsePolicy(text, 'identity')
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { about: path = '', observed = '', expected, sentence } = error.details
    const message = [sentence, `Observed: ${observed}.`].filter(Boolean).join(' ')
    return { ...locate(text, path), path, message, ...(expected === undefined ? {} : { expected }) }
  }
}

function sizeFinding(text: string): Finding | undefined {
  const weight = policyWeight(text)
  const whole = { line: 1, column: 1, path: '' }
  if (weight > MOST_POLICY_WEIGHT)
    return {
      ...whole,
      message: `The policy has ${weight} characters without white space.`,
      expected: `at most ${MOST_POLICY_WEIGHT}`,
    }
  if (text.length <= MOST_POLICY_TEXT) return undefined
  const message = `The policy has ${text.length} characters with white space.`
  return { ...whole, message, expected: `at most ${MOST_POLICY_TEXT}` }
}

/** The alphabet of PutInlinePolicyToPermissionSet. */
function characterFinding(text: string): Finding | undefined {
  const offset = text.search(/[^\t\n\r\x20-\xFF]/)
  if (offset < 0) return undefined
  const expected = 'tab, line ends and U+0020 to U+00FF; in a string, others as \\uXXXX'
  return { ...placeOf(text, offset), path: '', message: 'This character cannot stand in a policy.', expected }
}
