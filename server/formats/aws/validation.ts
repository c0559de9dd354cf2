import type { Refusal } from '#server/base/refusal.ts'
import { refuse } from './refusals.ts'

/** One thing wrong with one member of an input, in the words of AWS's validation framework. */
export interface Problem {
  /** Path as AWS prints it: `name`, `tags.1.member.key`. */
  readonly at: string
  /** The value as the sentence shows it; `null` is a missing member, absent is one that must not be repeated. */
  readonly value?: string | null
  /** What follows "Member must ": `have length less than or equal to 32`. */
  readonly must: string
}

/** Long values (policies, certificates) are cut: the sentence is for people, and it also goes into an event. */
const SHOWN_CHARACTERS = 120

function shown(value: string | null | undefined): string {
  if (value === undefined) return 'Value'
  if (value === null) return 'Value null'
  return `Value '${value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value}'`
}

const sentence = ({ at, value, must }: Problem): string =>
  `${shown(value)} at '${at}' failed to satisfy constraint: Member must ${must}`

/** AWS's sentence, which people search for: all problems counted in one message. */
export function validationSentence(problems: readonly Problem[]): string {
  const errors = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  return `${errors} detected: ${problems.map(sentence).join('; ')}`
}

/** The one refusal of an input with these problems, of which there is at least one. */
export const invalidInput = (problems: readonly Problem[]): Refusal =>
  refuse('aws.invalid_input', {
    sentence: validationSentence(problems),
    observed: problems.map(problem => `${shown(problem.value)} at '${problem.at}'`).join('; '),
    expected: problems.map(problem => `'${problem.at}' must ${problem.must}`).join('; '),
  })

/** AWS prints members with a small first letter whatever the API calls them: `Name` is `name`. */
export const shownName = (member: string): string => member.charAt(0).toLowerCase() + member.slice(1)
