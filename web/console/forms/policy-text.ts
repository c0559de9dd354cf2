/** The text of a policy document: its size, its layout, and where findings are in it. Pure. */
import type { PolicyFindings } from '../api/types.ts'

export type Finding = PolicyFindings['findings'][number]

/** What an inline policy may weigh: IAM counts no white space. */
export const MOST_WEIGHT = 10_240

export const weightOf = (text: string): number => text.replace(/\s/g, '').length

/** Laid out in lines; undefined where it is no JSON. */
export function formatted(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}

/** The text as it is shown first. What is no JSON stays as it is. */
export const laidOut = (text: string): string => formatted(text) ?? text

/**
 * Where a finding begins and ends: its line may be gone by now, and what is underlined ends with the text, number or word
 * that begins there.
 */
export function rangeOf({ line, column }: Pick<Finding, 'line' | 'column'>, text: string) {
  const lines = text.split('\n')
  const place = Math.min(line, lines.length) - 1
  const start = lines.slice(0, place).reduce((sum, one) => sum + one.length + 1, 0)
  const own = lines[place] ?? ''
  const from = Math.min(column - 1, own.length)
  const [token = ''] = /^(?:"(?:[^"\\]|\\.)*"?|[\w.+-]+|.)/.exec(own.slice(from)) ?? []
  return { from: start + from, to: start + from + token.length }
}

export const EXAMPLE = formatted(
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:ListAllMyBuckets"],"Resource":"*"}]}',
) as string
