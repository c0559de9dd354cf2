import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import { useMutation } from '@tanstack/react-query'
import type { Query } from '../api/call.ts'
import { useDenied } from '../api/permissions.ts'
import { useApi } from '../api/use-api.ts'
import { useNotify } from '../frame/notices.tsx'

type Format = 'jsonl' | 'csv'

/** Saves all events that the present filters let through. */
export function useExport(query: Query) {
  const api = useApi()
  const notify = useNotify()
  return useMutation({
    networkMode: 'always',
    async mutationFn(format: Format) {
      const name = `events-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.${format}`
      save(await api.download('/events/export', { ...query, format }), name)
      return name
    },
    onSuccess: name => notify({ text: `The events were saved as ${name}.` }),
  })
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser may begin to read only after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

interface ExportMenuProps {
  readonly busy: boolean
  onExport(format: Format): void
}

export function ExportMenu({ busy, onExport }: ExportMenuProps) {
  const denied = useDenied([{ action: 'cloudtrail:LookupEvents' }])
  return (
    <ButtonDropdown
      items={[
        { id: 'jsonl', text: 'JSON Lines', secondaryText: 'CloudTrail records, one a line' },
        { id: 'csv', text: 'CSV', secondaryText: 'For spreadsheets' },
      ]}
      loading={busy}
      loadingText="Exporting events"
      disabled={denied !== undefined}
      {...(denied === undefined ? {} : { disabledReason: denied })}
      onItemClick={({ detail }) => onExport(detail.id as Format)}
    >
      {busy ? 'Exporting' : 'Export'}
    </ButtonDropdown>
  )
}
