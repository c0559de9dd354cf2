import Header from '@cloudscape-design/components/header'
import Pagination from '@cloudscape-design/components/pagination'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import { type ReactNode, useEffect, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useStored } from '../../kit/stored.ts'
import type { Query } from '../api/call.ts'
import { useRead } from '../api/use-api.ts'
import { usePages, useSearchAndSort } from './list-state.ts'
import { tablePreferences } from './preferences.ts'
import { Empty, Filter } from './table-parts.tsx'
import { displayOf, Preferences } from './table-preferences.tsx'
import { arranged } from './whole-list.ts'

export interface Column<T> {
  readonly id: string
  readonly header: string
  readonly cell: (row: T) => ReactNode
  /** The server's name of the order; absent where it cannot sort by this. */
  readonly sort?: string
  /** Of a list that comes whole: what it is sorted and found by in this column. */
  readonly by?: (row: T) => string | number
  readonly minWidth?: number
  /** The cell that names its row for screen readers; at most one column. */
  readonly rowHeader?: true
  /** Not shown until somebody wants it. */
  readonly hidden?: true
}

interface Selection<T> {
  readonly items: readonly T[]
  onChange(items: readonly T[]): void
  readonly label: (row: T) => string
  readonly type?: 'single' | 'multi'
}

export interface ServerTableProps<T, Page extends { readonly next?: string }> {
  /** Remembers its columns under this name, and keeps search and order in the address under it where `inAddress`. */
  readonly id: string
  readonly title: string
  readonly headingLevel?: 'h1' | 'h2'
  readonly description?: ReactNode
  readonly actions?: ReactNode
  /** Below `/api/v1`. */
  readonly path: string
  readonly query?: Query
  readonly rows: (page: Page) => readonly T[]
  readonly rowId: (row: T) => string
  readonly columns: readonly Column<T>[]
  /** What the field for searching says; absent: the list cannot be searched. */
  readonly search?: string
  /** Further filters, beside the search field. */
  readonly filters?: ReactNode
  readonly selection?: Selection<T>
  /** What stands there while there is nothing at all, and what to do about it. */
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
  /** Whether filters of the caller's own are set, so that an empty list means that nothing fits. */
  readonly filtered?: boolean
  /** False: the server answers the whole list, which is searched and sorted here, by what its columns say. */
  readonly paged?: boolean
  /** Reads again every two seconds while this holds of what is shown. */
  readonly live?: (rows: readonly T[]) => boolean
  /** Search and order stand in the address, so that the view can be shared; not for tables in dialogs. */
  readonly inAddress?: boolean
  readonly variant?: TableProps.Variant
}

const LIVE = 2_000

/** A list that the server searches, sorts and pages: as quick with 100,000 rows as with ten. */
export function ServerTable<T, Page extends { readonly next?: string }>(props: ServerTableProps<T, Page>) {
  const { title } = props
  const columns = props.paged === false ? props.columns.map(sortedHere) : props.columns
  const [preferences, setPreferences] = useStored(tablePreferences(props.id))
  const list = useList(props, preferences.pageSize)
  const { pages, next, error, search, sort } = list
  return (
    <SpaceBetween size="s">
      {error && <FailureNotice title={`${title}: the list could not be read`} error={error} onRetry={list.again} />}
      <Table
        variant={props.variant ?? 'container'}
        header={<TableHeader {...props} />}
        items={list.items}
        trackBy={props.rowId}
        columnDefinitions={columns.map(definition)}
        columnDisplay={displayOf(columns, preferences)}
        wrapLines={preferences.wrapLines}
        stripedRows={preferences.stripedRows}
        contentDensity={preferences.contentDensity}
        resizableColumns
        stickyHeader={props.variant === undefined}
        loading={list.loading}
        loadingText="Loading"
        empty={
          <Empty
            {...props}
            narrowed={search !== undefined || props.filtered === true}
            failed={error !== null}
            {...(props.inAddress === false ? { onClear: () => list.change({ search: '' }) } : {})}
          />
        }
        {...sortingOf(columns, sort, list.change)}
        {...selectionOf(props)}
        filter={<Filter {...props} value={search ?? ''} busy={list.busy} onChange={list.change} />}
        {...(props.paged === false ? {} : { pagination: <Pages pages={pages} next={next} /> })}
        preferences={
          <Preferences columns={columns} title={title} value={preferences} onChange={p => setPreferences(() => p)} />
        }
        ariaLabels={{
          tableLabel: title,
          selectionGroupLabel: `Choose among ${title}`,
          allItemsSelectionLabel: () => 'Choose all of this page',
          itemSelectionLabel: (_, row) => props.selection?.label(row) ?? '',
        }}
      />
    </SpaceBetween>
  )
}

/** The page of the list where somebody is, read again while something in it is under way. */
function useList<T, Page extends { readonly next?: string }>(props: ServerTableProps<T, Page>, limit: number) {
  const { path, query = {}, rows, live, inAddress = true } = props
  const { change, ...here } = useSearchAndSort(inAddress)
  // Another list of the same page may be the one that is searched or sorted.
  const search = props.search === undefined ? undefined : here.search
  const sort = isSortable(props) ? here.sort : undefined
  const pages = usePages(JSON.stringify([path, query, search, sort, limit]))
  const [refetchInterval, setRefetchInterval] = useState<number | false>(false)
  const asked = props.paged === false ? query : { ...query, search, sort, limit, token: pages.token }
  const { data, error, isFetching, isPending, refetch } = useRead<Page>(path, asked, { refetchInterval })
  const given = data === undefined ? [] : rows(data)
  const items = props.paged === false ? arranged(given, props.columns, { search, sort }) : given
  const isLive = live?.(items) === true
  useEffect(() => setRefetchInterval(isLive ? LIVE : false), [isLive])
  return {
    ...{ items, pages, search, sort, change, error },
    next: data?.next,
    busy: isFetching,
    loading: isPending && error === null,
    again: () => void refetch(),
  }
}

const isSortable = <T, Page extends { readonly next?: string }>({ columns, paged }: ServerTableProps<T, Page>) =>
  columns.some(column => (paged === false ? column.by : column.sort) !== undefined)

function sortingOf<T>(columns: readonly Column<T>[], sort: string | undefined, change: (to: { sort: string }) => void) {
  const sorted = columns.find(column => column.sort !== undefined && column.sort === sort?.replace(/^-/, ''))
  return {
    sortingDisabled: !columns.some(column => column.sort !== undefined),
    ...(sorted === undefined ? {} : { sortingColumn: definition(sorted) }),
    sortingDescending: sort?.startsWith('-') ?? false,
    onSortingChange: ({ detail }: { readonly detail: TableProps.SortingState<T> }) =>
      change({ sort: `${detail.isDescending ? '-' : ''}${detail.sortingColumn.sortingField ?? ''}` }),
  }
}

const sortedHere = <T,>(column: Column<T>): Column<T> =>
  column.by === undefined ? column : { ...column, sort: column.id }

interface PagesProps {
  readonly pages: ReturnType<typeof usePages>
  readonly next: string | undefined
}

function Pages({ pages, next }: PagesProps) {
  return (
    <Pagination
      currentPageIndex={pages.index + 1}
      pagesCount={Math.max(pages.count, pages.index + (next === undefined ? 1 : 2))}
      openEnd={next !== undefined}
      ariaLabels={{
        nextPageLabel: 'Next page',
        previousPageLabel: 'Previous page',
        pageLabel: number => `Page ${number}`,
      }}
      onChange={({ detail }) => pages.open(detail.currentPageIndex - 1, next)}
    />
  )
}

const definition = <T,>({
  id,
  header,
  cell,
  sort,
  minWidth,
  rowHeader,
}: Column<T>): TableProps.ColumnDefinition<T> => ({
  id,
  header,
  cell,
  minWidth: minWidth ?? 120,
  ...(sort === undefined ? {} : { sortingField: sort }),
  ...(rowHeader ? { isRowHeader: true } : {}),
})

function TableHeader<T, Page extends { readonly next?: string }>(props: ServerTableProps<T, Page>) {
  const { title, headingLevel = 'h2', description, actions, selection } = props
  const chosen = selection?.items.length ?? 0
  return (
    <Header
      variant={headingLevel === 'h1' ? 'awsui-h1-sticky' : 'h2'}
      {...(chosen > 0 ? { counter: `(${chosen} chosen)` } : {})}
      description={description}
      actions={actions}
    >
      {title}
    </Header>
  )
}

function selectionOf<T, Page extends { readonly next?: string }>({ selection, rowId }: ServerTableProps<T, Page>) {
  if (selection === undefined) return {}
  return {
    selectionType: selection.type ?? ('multi' as const),
    selectedItems: [...selection.items],
    trackBy: rowId,
    onSelectionChange: ({ detail }: { readonly detail: TableProps.SelectionChangeDetail<T> }) =>
      selection.onChange(detail.selectedItems),
  }
}
