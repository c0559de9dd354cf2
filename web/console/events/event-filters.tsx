import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker'
import { I18nProvider } from '@cloudscape-design/components/i18n'
import messages from '@cloudscape-design/components/i18n/messages/all.en'
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useMemo, useState } from 'react'
import type { EventPage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { setQuery } from '../frame/location.ts'
import { changesOf, type Filters, properties, tokensOf } from './event-filter.ts'
import { whoOf } from './record.ts'
import { type Range, rangeChanges, type UnitName } from './time-range.ts'

interface EventFiltersProps {
  readonly filters: Filters
  readonly range: Range
}

/** What the event history is narrowed to. The choice goes into the address, from which the page reads it. */
export const EventFilters = ({ filters, range }: EventFiltersProps) => (
  <I18nProvider locale="en" messages={[messages]}>
    <SpaceBetween size="xs">
      <Properties filters={filters} />
      <DateRangePicker
        value={pickedOf(range)}
        onChange={({ detail }) => setQuery(rangeChanges(rangeOf(detail.value)))}
        relativeOptions={relativeOptions}
        isValidRange={judged}
        placeholder="Any time"
        ariaLabel="Time of the events"
        customRelativeRangeUnits={['minute', 'hour', 'day', 'week']}
        absoluteFormat="long-localized"
        expandToViewport
      />
    </SpaceBetween>
  </I18nProvider>
)

const filteringProperties = properties.map(({ key, label, plural }) => ({
  key,
  operators: ['=' as const],
  propertyLabel: label,
  groupValuesLabel: plural,
}))

function Properties({ filters }: Pick<EventFiltersProps, 'filters'>) {
  const [asked, setAsked] = useState(false)
  const { options, loading } = useSuggestions(asked)
  return (
    <PropertyFilter
      query={{ operation: 'and', tokens: tokensOf(filters) }}
      onChange={({ detail }) => setQuery(changesOf(detail.tokens))}
      filteringProperties={filteringProperties}
      filteringOptions={options}
      filteringStatusType={loading ? 'loading' : 'finished'}
      filteringLoadingText="Looking through the last events"
      filteringEmpty="No suggestion: type the value"
      onLoadItems={() => setAsked(true)}
      disableFreeTextFiltering
      hideOperations
      filteringPlaceholder="Filter by a property"
      filteringAriaLabel="Filter events by a property"
      expandToViewport
    />
  )
}

/** Events whose values are offered. */
const LOOKED_AT = 100

const truths = ['refused', 'readOnly'].flatMap(propertyKey =>
  ['true', 'false'].map(value => ({ propertyKey, value, label: value === 'true' ? 'Yes' : 'No' })),
)

/** Values that the last events have: most who look for something have just seen it. */
function useSuggestions(enabled: boolean) {
  const { data, isFetching } = useRead<EventPage>('/events', { limit: LOOKED_AT }, { enabled })
  const options = useMemo(() => {
    const found = new Map<string, PropertyFilterProps.FilteringOption>()
    for (const event of data?.events ?? []) {
      const { eventName, eventSource, sourceIp, refusalCode, accountId } = event
      const values = { eventName, eventSource, sourceIp, refusalCode, accountId, userName: whoOf(event) }
      for (const [propertyKey, value] of Object.entries(values))
        if (value) found.set(`${propertyKey} ${value}`, { propertyKey, value })
    }
    return [...truths, ...found.values()]
  }, [data])
  return { options, loading: enabled && isFetching && data === undefined }
}

const relativeOptions: DateRangePickerProps.RelativeOption[] = (
  [
    [1, 'hour'],
    [12, 'hour'],
    [1, 'day'],
    [1, 'week'],
    [12, 'week'],
  ] as const
).map(([amount, unit]) => ({ key: `${amount}${unit}`, type: 'relative', amount, unit }))

function pickedOf(range: Range): DateRangePickerProps.Value | null {
  if (range.kind === 'all') return null
  if (range.kind === 'relative') return { type: 'relative', amount: range.amount, unit: range.unit }
  // The picker knows no open end.
  const [from, to] = [range.from ?? 0, range.to ?? Date.now()]
  return { type: 'absolute', startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() }
}

function rangeOf(value: DateRangePickerProps.Value | null): Range {
  if (value === null) return { kind: 'all' }
  if (value.type === 'relative') return { kind: 'relative', amount: value.amount, unit: value.unit as UnitName }
  return { kind: 'absolute', from: Date.parse(value.startDate), to: Date.parse(value.endDate) }
}

function judged(value: DateRangePickerProps.Value | null): DateRangePickerProps.ValidationResult {
  const invalid = (errorMessage: string) => ({ valid: false as const, errorMessage })
  if (value === null) return { valid: true }
  if (value.type === 'relative')
    return value.amount >= 1 && value.amount <= 9999 ? { valid: true } : invalid('Choose between 1 and 9999')
  const [from, to] = [Date.parse(value.startDate), Date.parse(value.endDate)]
  if (Number.isNaN(from) || Number.isNaN(to)) return invalid('Give both the beginning and the end')
  return from > to ? invalid('The beginning is after the end') : { valid: true }
}
