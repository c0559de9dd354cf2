import CollectionPreferences from '@cloudscape-design/components/collection-preferences'
import type { TablePreferences } from './preferences.ts'
import type { Column } from './server-table.tsx'

interface PreferencesProps<T> {
  readonly columns: readonly Column<T>[]
  readonly title: string
  readonly value: TablePreferences
  onChange(value: TablePreferences): void
}

export function Preferences<T>({ columns, title, value, onChange }: PreferencesProps<T>) {
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
export function displayOf<T>(columns: readonly Column<T>[], { contentDisplay }: TablePreferences) {
  const known = contentDisplay.filter(({ id }) => columns.some(column => column.id === id))
  const fresh = columns
    .filter(({ id }) => !known.some(one => one.id === id))
    .map(({ id, hidden }) => ({ id, visible: hidden !== true }))
  return [...known, ...fresh]
}
