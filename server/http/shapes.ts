import type { ListPage } from './paging.ts'

/** JSON Schemas of what `/api/v1` takes and answers; OpenAPI is made from them. Instants are Unix ms. */

export const text = { type: 'string' } as const
export const truth = { type: 'boolean' } as const
export const whole = { type: 'integer' } as const
export const instant = { type: 'integer' } as const
/** Whatever JSON it is. */
export const anything = {} as const

/** Text of at most this many characters: nothing that a caller sends is without a bound. */
export const textUpTo = (maxLength: number) => ({ type: 'string', maxLength }) as const
export const oneOf = <T extends string>(...values: readonly T[]) => ({ type: 'string', enum: values }) as const

/** Every property is required, apart from those named; unknown ones are refused in what is taken. */
export const object = <T extends object>(properties: T, ...optional: readonly (keyof T & string)[]) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter(name => !optional.some(one => one === name)),
  properties,
})

export const list = <T extends object>(items: T, maxItems?: number) => ({
  type: 'array',
  items,
  ...(maxItems === undefined ? {} : { maxItems }),
})

/** Ids in addresses: UUIDs, account numbers, `ps-…`. */
export const id = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' } as const

const LARGEST_PAGE = 200

/** What every list takes in its query, beside its own filters; all of it can be left out. `token` is the `next` of the page before. */
export const pageQuery = {
  limit: { type: 'integer', minimum: 1, maximum: LARGEST_PAGE, default: 50 },
  token: textUpTo(2048),
} as const

/** The same, as handlers get it. */
export interface PageQuery {
  readonly limit: number
  readonly token?: string
}

/** What every list answers: its rows under this name, and `next`, the token of the next page, where there is one. */
export const pageShape = <Name extends string, T extends object>(name: Name, item: T) =>
  object({ [name]: list(item), next: text }, 'next')

/** The answer that `pageShape` describes. */
export const pageAnswer = <Name extends string, T>(name: Name, { items, token }: ListPage<T>) => ({
  [name]: items,
  ...(token === undefined ? {} : { next: token }),
})
