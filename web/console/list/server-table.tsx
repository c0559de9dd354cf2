import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import CollectionPreferences from '@cloudscape-design/components/collection-preferences'
import Header from '@cloudscape-design/components/header'
import Pagination from '@cloudscape-design/components/pagination'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useEffect, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useStored } from '../../kit/stored.ts'
import type { Query } from '../api/call.ts'
import { useRead } from '../api/use-api.ts'
import { setQuery, useLocation } from '../frame/location.ts'
import { type TablePreferences, tablePreferences } from './preferences.ts'

export interface Column<T> {
  readonly id: string
  readonly header: string
  readonly cell: (row: T) => ReactNode
  /** The server's name of the order; absent where it cannot sort by this. */
  readonly sort?: string
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
  /** Reads again every two seconds while this holds of what is shown. */
  readonly live?: (rows: readonly T[]) => boolean
  /** Search and order stand in the address, so that the view can be shared; not for tables in dialogs. */
  readonly inAddress?: boolean
  readonly variant?: TableProps.Variant
}

const LIVE = 2_000

/** A list that the server searches, sorts and pages: as quick with 100,000 rows as with ten. */
export function ServerTable<T, Page extends { readonly next?: string }>(props: ServerTableProps<T, Page>) {
  const { id, path, query = {}, rows, columns, live, filtered = false } = props
  const [preferences, setPreferences] = useStored(tablePreferences(id))
  const { search, sort, change } = useSearchAndSort(props.inAddress ?? true)
  const pages = usePages(JSON.stringify([path, query, search, sort, preferences.pageSize]))
  const asked = { ...query, search, sort, limit: preferences.pageSize, token: pages.token }
  const [refetchInterval, setRefetchInterval] = useState<number | false>(false)
  const { data, error, isFetching, isPending, refetch } = useRead<Page>(path, asked, { refetchInterval })
  const items = data === undefined ? [] : rows(data)
  const isLive = live?.(items) === true
  useEffect(() => setRefetchInterval(isLive ? LIVE : false), [isLive])
  const sorted = columns.find(column => column.sort !== undefined && column.sort === sort?.replace(/^-/, ''))
  return (
    <SpaceBetween size="s">
      {error && (
        <FailureNotice
          title={`${props.title}: the list could not be read`}
          error={error}
          onRetry={() => void refetch()}
        />
      )}
      <Table
        variant={props.variant ?? 'container'}
        header={<TableHeader {...props} />}
        items={items}
        trackBy={props.rowId}
        columnDefinitions={columns.map(definition)}
        columnDisplay={displayOf(columns, preferences)}
        wrapLines={preferences.wrapLines}
        stripedRows={preferences.stripedRows}
        contentDensity={preferences.contentDensity}
        resizableColumns
        stickyHeader={props.variant === undefined}
        loading={isPending && error === null}
        loadingText="Loading"
        empty={<Empty {...props} narrowed={search !== undefined || filtered} failed={error !== null} />}
        sortingDisabled={!columns.some(column => column.sort !== undefined)}
        {...(sorted === undefined ? {} : { sortingColumn: definition(sorted) })}
        sortingDescending={sort?.startsWith('-') ?? false}
        onSortingChange={({ detail }) =>
          change({ sort: `${detail.isDescending ? '-' : ''}${detail.sortingColumn.sortingField ?? ''}` })
        }
        {...selectionOf(props)}
        filter={<Filter {...props} value={search ?? ''} busy={isFetching} onChange={change} />}
        pagination={
          <Pagination
            currentPageIndex={pages.index + 1}
            pagesCount={Math.max(pages.count, pages.index + (data?.next === undefined ? 1 : 2))}
            openEnd={data?.next !== undefined}
            ariaLabels={{
              nextPageLabel: 'Next page',
              previousPageLabel: 'Previous page',
              pageLabel: number => `Page ${number}`,
            }}
            onChange={({ detail }) => pages.open(detail.currentPageIndex - 1, data?.next)}
          />
        }
        preferences={
          <Preferences
            columns={columns}
            title={props.title}
            value={preferences}
            onChange={p => setPreferences(() => p)}
          />
        }
        ariaLabels={{
          tableLabel: props.title,
          selectionGroupLabel: `Choose among ${props.title}`,
          allItemsSelectionLabel: () => 'Choose all of this page',
          itemSelectionLabel: (_, row) => props.selection?.label(row) ?? '',
        }}
      />
    </SpaceBetween>
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

interface FilterProps {
  readonly search?: string
  readonly filters?: ReactNode
  readonly value: string
  readonly busy: boolean
  onChange(change: { readonly search: string }): void
}

/** Asks the server when typing pauses: a slow answer must not fall behind the keys. */
function Filter({ search, filters, value, busy, onChange }: FilterProps) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  if (search === undefined) return filters
  const field = (
    <TextFilter
      filteringText={typed}
      filteringPlaceholder={search}
      filteringAriaLabel={search}
      filteringClearAriaLabel="Clear"
      onChange={({ detail }) => setTyped(detail.filteringText)}
      onDelayedChange={({ detail }) => onChange({ search: detail.filteringText.trim() })}
      countText={busy && typed !== '' ? 'Searching' : ''}
      disableBrowserAutocorrect
    />
  )
  return filters === undefined ? (
    field
  ) : (
    <SpaceBetween direction="horizontal" size="xs">
      {field}
      {filters}
    </SpaceBetween>
  )
}

interface EmptyProps {
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
  readonly narrowed: boolean
  readonly failed: boolean
}

function Empty({ empty, narrowed, failed }: EmptyProps) {
  if (failed) return <Box color="text-body-secondary">The list could not be read.</Box>
  if (narrowed)
    return (
      <Box textAlign="center">
        <SpaceBetween size="xs">
          <b>Nothing fits</b>
          <Box color="text-body-secondary">No row fits the search and the filters.</Box>
          <Button
            onClick={() =>
              setQuery(Object.fromEntries([...new URLSearchParams(hashQuery())].map(([n]) => [n, undefined])))
            }
          >
            Clear search and filters
          </Button>
        </SpaceBetween>
      </Box>
    )
  return (
    <Box textAlign="center">
      <SpaceBetween size="xs">
        <b>{empty.title}</b>
        <Box color="text-body-secondary">{empty.text}</Box>
        {empty.action}
      </SpaceBetween>
    </Box>
  )
}

const hashQuery = (): string => window.location.hash.split(/\?(.*)/s)[1] ?? ''

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

interface PreferencesProps<T> {
  readonly columns: readonly Column<T>[]
  readonly title: string
  readonly value: TablePreferences
  onChange(value: TablePreferences): void
}

function Preferences<T>({ columns, title, value, onChange }: PreferencesProps<T>) {
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      closeAriaLabel="Close"
      aria-label={`Preferences of ${title}`}
      preferences={{ ...value, contentDisplay: displayOf(columns, value) }}
      pageSizePreference={{
        title: 'Rows',
        options: [25, 50, 100, 200].map(rows => ({ value: rows, label: `${rows} rows` })),
      }}
      wrapLinesPreference={{ label: 'Wrap lines', description: 'Shows all text of a cell' }}
      stripedRowsPreference={{ label: 'Striped rows', description: 'Shades every other row' }}
      contentDensityPreference={{ label: 'Compact', description: 'Shows more rows at once' }}
      contentDisplayPreference={{
        title: 'Columns',
        description: 'Which, and in which order',
        options: columns.map(({ id, header, rowHeader }) => ({ id, label: header, alwaysVisible: rowHeader === true })),
      }}
      onConfirm={({ detail }) => onChange({ ...value, ...(detail as Partial<TablePreferences>) })}
    />
  )
}

/** What is stored may name columns that are gone and miss newer ones. */
function displayOf<T>(columns: readonly Column<T>[], { contentDisplay }: TablePreferences) {
  const known = contentDisplay.filter(({ id }) => columns.some(column => column.id === id))
  const fresh = columns
    .filter(({ id }) => !known.some(one => one.id === id))
    .map(({ id, hidden }) => ({ id, visible: hidden !== true }))
  return [...known, ...fresh]
}

interface SearchAndSort {
  readonly search: string | undefined
  readonly sort: string | undefined
}

function useSearchAndSort(inAddress: boolean) {
  const { query } = useLocation()
  const [own, setOwn] = useState<SearchAndSort>({ search: undefined, sort: undefined })
  const change = (changes: { readonly search?: string; readonly sort?: string }) => {
    if (inAddress) setQuery(changes)
    else setOwn(before => ({ search: before.search, sort: before.sort, ...changes }))
  }
  const here = { search: query.get('search') || undefined, sort: query.get('sort') || undefined }
  const { search, sort } = inAddress ? here : own
  return { search: search || undefined, sort, change }
}

/** Pages are reached one by one, by the token of the page before; another list begins at its first. */
function usePages(list: string) {
  const [state, setState] = useState<{ list: string; index: number; tokens: readonly string[] }>({
    list,
    index: 0,
    tokens: [],
  })
  const current = state.list === list ? state : { list, index: 0, tokens: [] }
  return {
    index: current.index,
    count: current.tokens.length + 1,
    token: current.index === 0 ? undefined : current.tokens[current.index - 1],
    open(index: number, next: string | undefined) {
      const known = current.tokens
      const tokens = index > known.length && next !== undefined ? [...known, next] : known
      setState({ list, index: Math.min(index, tokens.length), tokens })
    },
  }
}
