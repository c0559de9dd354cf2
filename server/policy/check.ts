import { Refusal } from '#server/base/refusal.ts'
import { parsePolicy } from './document.ts'
import { locate, type Place, placeOf } from './locate.ts'

export interface Finding extends Place {
  /** `Statement[0].Action`; empty where the text is no JSON. */
  readonly path: string
  readonly message: string
  readonly expected?: string
}

/** What keeps a document from being an identity-based policy, with its place; nothing where it is one. */
export function checkPolicy(text: string): readonly Finding[] {
  try {
    JSON.parse(text)
  } catch (error) {
    return [syntaxFinding(text, error instanceof SyntaxError ? error.message : '')]
  }
  try {
    parsePolicy(text, 'identity')
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { about: path = '', observed = '', expected, sentence } = error.details
    const message = [sentence, `Observed: ${observed}.`].filter(Boolean).join(' ')
    return [{ ...locate(text, path), path, message, ...(expected === undefined ? {} : { expected }) }]
  }
}

/** V8 says where it stopped, and what it wanted there; at the end of the text it says neither. */
function syntaxFinding(text: string, told: string): Finding {
  const at = /at position (\d+)/.exec(told)?.[1]
  const wanted = /^(Expected .+?) in JSON at/.exec(told)?.[1]
  const message = at === undefined ? 'The text ends before the JSON does.' : `${wanted ?? 'This is no JSON'}.`
  return { ...placeOf(text, at === undefined ? text.length : Number(at)), path: '', message }
}
