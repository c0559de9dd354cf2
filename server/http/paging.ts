import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Page, PageRequest } from '#server/base/paging.ts'
import type { Random } from '#server/base/random.ts'
import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const pagingRefusals = {
  'aws.bad_token': {
    kind: 'invalid',
    title: 'The page token does not belong to this list',
    toUser: 'The list could not be continued.',
    cause:
      'A token continues the list that it came with: the same operation with the same parameters, apart from the page size. This one was altered, cut, or sent with other parameters.',
    fix: 'Repeat the call with the parameters of the first page, or start again without a token.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

const refuse = refuser(pagingRefusals)

/** What a list operation was asked for. */
export interface ListRequest {
  /** The operation, and its service where two services have one of the same name. */
  readonly operation: string
  /** Every parameter that decides what is listed; a token continues under equal ones only. */
  readonly filter?: unknown
  /** The token of the request: `NextToken`, or IAM's `Marker`. */
  readonly token?: string | undefined
  /** 1 or more. */
  readonly limit: number
}

export interface ListPage<T> {
  readonly items: readonly T[]
  /** Absent on the last page. */
  readonly token?: string
}

/**
 * Reads one page by key and puts the place where it ended into a token.
 *
 * ```ts
 * const list = { operation: 'ListUsers', filter: input.Filters, token: input.NextToken, limit: input.MaxResults ?? 50 }
 * const { items, token } = await paging(list, request => directory.listUsers(request))
 * return { Users: items.map(shown), NextToken: token }
 * ```
 * @throws Refusal `aws.bad_token`
 */
export type Paging = <T>(list: ListRequest, read: (request: PageRequest) => Promise<Page<T>>) => Promise<ListPage<T>>

const NONCE = 12
const TAG = 16
/** The shortest limit of the services that answer here (sso-admin); longer text was not made by `paging`. */
const LONGEST_TOKEN = 2048

/**
 * Tokens are sealed (AES-256-GCM), with operation and filter as associated data: callers cannot read or make them, and
 * one that is used with other parameters does not open. base64url is within the alphabets of all services.
 * @param key 32 bytes, the same on every replica and for this purpose alone
 */
export function paging(key: Uint8Array, random: Random): Paging {
  return async ({ operation, filter, token, limit }, read) => {
    const list = JSON.stringify([operation, filter])
    const page = await read(token === undefined ? { limit } : { limit, after: open(key, list, token) })
    return page.next === undefined
      ? { items: page.items }
      : { items: page.items, token: seal(key, list, page.next, random(NONCE)) }
  }
}

function seal(key: Uint8Array, list: string, after: string, nonce: Uint8Array): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(list))
  const body = Buffer.concat([nonce, cipher.update(after, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return body.toString('base64url')
}

function open(key: Uint8Array, list: string, token: string): string {
  const bytes = Buffer.from(token.slice(0, LONGEST_TOKEN + 1), 'base64url')
  if (token.length > LONGEST_TOKEN || bytes.length < NONCE + TAG) throw badToken()
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(list))
    .setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8')
  } catch {
    throw badToken()
  }
}

/** AWS's own answer is not confirmed: its services have several sentences for this. */
const badToken = () =>
  refuse('aws.bad_token', {
    sentence: 'The NextToken is not valid for this request.',
    expected: 'the token of the page before, with the parameters of that call',
  })
