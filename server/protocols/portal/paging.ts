import { mac, sameText } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'

const MOST = 100

export interface ListRequest {
  readonly limit: number
  readonly after?: string
}

/** Page tokens hold the last key, with our MAC over it and the list it is of: nobody else's token is taken. */
export function pageTokens(key: Uint8Array) {
  const sign = (list: string, last: string) => mac(key, `${list} ${last}`)
  return {
    write: (list: string, last: string): string => `${Buffer.from(last).toString('base64url')}.${sign(list, last)}`,
    /** @throws Refusal `portal.parameter` */
    read(list: string, { max_result, next_token }: PageParameters): ListRequest {
      const limit = limitOf(max_result)
      if (next_token === undefined || next_token === '') return { limit }
      const [encoded = '', signature = ''] = typeof next_token === 'string' ? next_token.split('.') : []
      const after = Buffer.from(encoded, 'base64url').toString()
      if (!sameText(signature, sign(list, after)))
        throw refuse('portal.parameter', { about: 'next_token', expected: 'next_token of the page before' })
      return { limit, after }
    },
  }
}

export interface PageParameters {
  readonly max_result?: unknown
  readonly next_token?: unknown
}

function limitOf(text: unknown): number {
  if (text === undefined) return MOST
  const limit = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > MOST)
    throw refuse('portal.parameter', { about: 'max_result', expected: `max_result from 1 to ${MOST}` })
  return limit
}

/** @param sorted by the key, ascending */
export function pageFrom<T>(sorted: readonly T[], { limit, after }: ListRequest, keyOf: (item: T) => string) {
  const rest = after === undefined ? sorted : sorted.filter(item => keyOf(item) > after)
  const items = rest.slice(0, limit)
  const last = items.at(-1)
  return last !== undefined && rest.length > limit ? { items, last: keyOf(last) } : { items }
}
