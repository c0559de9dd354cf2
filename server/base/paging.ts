/** A page by key: rows sorted by `after`'s key, and the key to continue from when there are more. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The sort key of the last item, where more follow; absent on the last page. */
  readonly next?: string
}

export interface PageRequest {
  /** 1 or more. */
  readonly limit: number
  /** Only rows whose sort key is greater. */
  readonly after?: string
}

/** Makes a page from `limit + 1` fetched rows. */
export function pageOf<Row, T>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => string,
  item: (row: Row) => T,
): Page<T> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return rows.length > limit && last !== undefined
    ? { items: kept.map(item), next: key(last) }
    : { items: kept.map(item) }
}
