/** Lists that come whole: searched and sorted here, by what their columns say. Pure. */

export interface Arranging<T> {
  readonly id: string
  /** What a row is sorted by and found by in this column. */
  readonly by?: (row: T) => string | number
}

/** @param sort id of a column, with `-` before it from the last to the first */
export function arranged<T>(
  rows: readonly T[],
  columns: readonly Arranging<T>[],
  { search = '', sort }: { readonly search?: string | undefined; readonly sort?: string | undefined },
): readonly T[] {
  const terms = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(row => {
    const text = columns.flatMap(({ by }) => (by === undefined ? [] : [String(by(row))])).join('\n')
    return terms.every(term => text.toLowerCase().includes(term))
  })
  const by = columns.find(({ id }) => id === sort?.replace(/^-/, ''))?.by
  if (by === undefined) return found
  const sorted = found.toSorted((one, other) => inOrder(by(one), by(other)))
  return sort?.startsWith('-') ? sorted.toReversed() : sorted
}

const inOrder = (one: string | number, other: string | number): number =>
  typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other))
