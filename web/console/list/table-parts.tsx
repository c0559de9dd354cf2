import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useEffect, useState } from 'react'
import { locationOf, setQuery } from '../frame/location.ts'

interface FilterProps {
  readonly search?: string
  readonly filters?: ReactNode
  readonly value: string
  readonly busy: boolean
  onChange(change: { readonly search: string }): void
}

/** Asks the server when typing pauses: a slow answer must not fall behind the keys. */
export function Filter({ search, filters, value, busy, onChange }: FilterProps) {
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
    <div className="filters">
      {field}
      {filters}
    </div>
  )
}

interface EmptyProps {
  readonly empty: { readonly title: string; readonly text: string; readonly action?: ReactNode }
  readonly narrowed: boolean
  readonly failed: boolean
  /** Forgets the search and, where they stand in the address, the filters. */
  onClear?(): void
}

export function Empty({ empty, narrowed, failed, onClear = clearQuery }: EmptyProps) {
  if (failed) return <Box color="text-body-secondary">The list could not be read.</Box>
  if (narrowed)
    return (
      <Box textAlign="center">
        <SpaceBetween size="xs">
          <b>Nothing fits</b>
          <Box color="text-body-secondary">No row fits the search and the filters.</Box>
          <Button onClick={onClear}>Clear search and filters</Button>
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

/** The tab that is open stays. */
function clearQuery(): void {
  const names = [...locationOf(window.location.hash).query.keys()].filter(name => name !== 'tab')
  setQuery(Object.fromEntries(names.map(name => [name, undefined])))
}
