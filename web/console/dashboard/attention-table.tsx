import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Table from '@cloudscape-design/components/table'
import { serverNow } from '../../kit/api.ts'
import { formatInstant } from '../../kit/time.ts'
import type { Overview } from '../api/types.ts'
import { attentionIn } from './attention.ts'

/** What needs somebody; each row leads to where it is mended. */
export function AttentionTable({ overview }: { readonly overview: Overview }) {
  const items = attentionIn(overview, serverNow())
  return (
    <Table
      header={
        <Header variant="h2" {...(items.length > 0 ? { counter: `(${items.length})` } : {})}>
          Needs attention
        </Header>
      }
      ariaLabels={{ tableLabel: 'Needs attention' }}
      items={items}
      trackBy="id"
      wrapLines
      empty={<Calm denied={overview.denied.includes('access')} />}
      columnDefinitions={[
        {
          id: 'what',
          header: 'What',
          cell: ({ level, what }) => <StatusIndicator type={level}>{what}</StatusIndicator>,
          minWidth: 180,
        },
        {
          id: 'subject',
          header: 'Where',
          cell: ({ subject, href }) => <Link href={href}>{subject}</Link>,
          isRowHeader: true,
          minWidth: 160,
        },
        { id: 'reason', header: 'Why', cell: ({ reason }) => reason, minWidth: 220 },
        { id: 'at', header: 'When', cell: ({ at }) => (at === undefined ? '–' : formatInstant(at)), minWidth: 160 },
      ]}
    />
  )
}

const Calm = ({ denied }: { readonly denied: boolean }) => (
  <Box textAlign="center">
    <StatusIndicator type={denied ? 'info' : 'success'}>
      {denied ? 'Nothing, as far as you may read' : 'Nothing needs attention'}
    </StatusIndicator>
    <Box color="text-body-secondary">
      Roles are provisioned, assignments reach somebody, certificates are good for a while.
    </Box>
  </Box>
)
