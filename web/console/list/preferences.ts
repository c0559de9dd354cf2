import { type Stored, stored } from '../../kit/stored.ts'

export interface TablePreferences {
  readonly pageSize: number
  readonly wrapLines: boolean
  readonly stripedRows: boolean
  readonly contentDensity: 'comfortable' | 'compact'
  /** Columns in their order; empty: all as the table has them. */
  readonly contentDisplay: readonly { readonly id: string; readonly visible: boolean }[]
}

const initial: TablePreferences = {
  pageSize: 25,
  wrapLines: false,
  stripedRows: false,
  contentDensity: 'comfortable',
  contentDisplay: [],
}

const known = new Map<string, Stored<TablePreferences>>()

/** How somebody wants to see one table, remembered in this browser. */
export function tablePreferences(table: string): Stored<TablePreferences> {
  const found = known.get(table) ?? stored(`portico.table.${table}`, initial, isPreferences)
  known.set(table, found)
  return found
}

function isPreferences(value: unknown): value is TablePreferences {
  const { pageSize, wrapLines, stripedRows, contentDensity, contentDisplay } = (value ??
    {}) as Partial<TablePreferences>
  return (
    typeof pageSize === 'number' &&
    pageSize >= 1 &&
    pageSize <= 200 &&
    typeof wrapLines === 'boolean' &&
    typeof stripedRows === 'boolean' &&
    (contentDensity === 'comfortable' || contentDensity === 'compact') &&
    Array.isArray(contentDisplay) &&
    contentDisplay.every(one => typeof one?.id === 'string' && typeof one.visible === 'boolean')
  )
}
