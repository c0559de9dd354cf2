import SpaceBetween from '@cloudscape-design/components/space-between'
import TokenGroup from '@cloudscape-design/components/token-group'
import type { ReactNode } from 'react'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { Chosen } from './wanted.ts'

interface ChosenTableProps<T, Page> {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly search: string
  readonly rows: (page: Page) => readonly T[]
  readonly columns: readonly Column<T>[]
  readonly toChosen: (row: T) => Chosen
  readonly chosen: readonly Chosen[]
  onChange(chosen: readonly Chosen[]): void
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
}

/** Tokens that are shown before the rest is folded. */
const TOKENS = 8

/** Chooses over pages and searches: what was chosen stands above the list, and goes from there too. */
export function ChosenTable<T extends object, Page extends { readonly next?: string }>(
  props: ChosenTableProps<T, Page>,
) {
  const { chosen, onChange, toChosen, rows, title, ...list } = props
  return (
    <SpaceBetween size="s">
      {chosen.length > 0 && (
        <TokenGroup
          items={chosen.map(({ name }) => ({ label: name, dismissLabel: `Do not choose ${name}` }))}
          limit={TOKENS}
          limitShowFewerAriaLabel="Show fewer of what is chosen"
          limitShowMoreAriaLabel="Show all of what is chosen"
          i18nStrings={{ limitShowFewer: 'Show fewer', limitShowMore: 'Show all' }}
          onDismiss={({ detail: { itemIndex } }) => onChange(chosen.filter((_, place) => place !== itemIndex))}
        />
      )}
      <ServerTable<Pick, Page>
        {...list}
        title={title}
        inAddress={false}
        rows={page => rows(page).map(row => ({ ...toChosen(row), row }))}
        rowId={({ id }) => id}
        columns={list.columns.map(({ cell, by: _, ...column }) => ({
          ...column,
          cell: ({ row }) => (row ? cell(row as T) : ''),
        }))}
        selection={{
          items: chosen,
          onChange: picked => onChange(picked.map(({ id, name }) => ({ id, name }))),
          label: ({ name }) => name,
        }}
      />
    </SpaceBetween>
  )
}

/** A row, and what is chosen without its row being there. */
type Pick = Chosen & { readonly row?: object }
