import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { formatInstant } from '../../kit/time.ts'
import { hrefOf } from '../frame/location.ts'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { MailDialog } from './mail-dialog.tsx'
import type { MailPage, MailRow } from './mails.ts'

const states = {
  waiting: <StatusIndicator type="pending">Waiting</StatusIndicator>,
  sent: <StatusIndicator type="success">Sent</StatusIndicator>,
  failed: <StatusIndicator type="error">Failed</StatusIndicator>,
}

const columns = (open: (mail: MailRow) => void): readonly Column<MailRow>[] => [
  { id: 'created', header: 'Created', cell: ({ createdAt }) => formatInstant(createdAt), minWidth: 190 },
  {
    id: 'to',
    header: 'To',
    cell: ({ to, userId }) => (userId ? <Link href={hrefOf(['users', userId])}>{to}</Link> : to),
    minWidth: 200,
  },
  {
    id: 'subject',
    header: 'Subject',
    cell: mail => (
      <Button variant="inline-link" onClick={() => open(mail)}>
        {mail.subject}
      </Button>
    ),
    rowHeader: true,
    minWidth: 220,
  },
  { id: 'state', header: 'State', cell: ({ state }) => states[state] },
  { id: 'purpose', header: 'Purpose', cell: ({ purpose }) => purpose },
  { id: 'attempts', header: 'Attempts', cell: ({ attempts }) => attempts, minWidth: 100 },
  { id: 'error', header: 'Last error', cell: ({ lastError }) => lastError ?? '', minWidth: 200 },
  {
    id: 'sent',
    header: 'Sent',
    cell: ({ sentAt }) => (sentAt === undefined ? '' : formatInstant(sentAt)),
    hidden: true,
  },
]

/** Mails that Portico has written: sent, waiting, or refused by the mail server. */
export function MailOutbox() {
  const [open, setOpen] = useState<MailRow>()
  return (
    <>
      <ServerTable<MailRow, MailPage>
        id="mails"
        title="Mail outbox"
        description="Mails to users of the last 30 days, such as invitations."
        path="/mails"
        rows={({ mails }) => mails}
        rowId={({ mailId }) => mailId}
        columns={columns(setOpen)}
        live={rows => rows.some(({ state }) => state === 'waiting')}
        empty={{ title: 'No mails', text: 'Nothing was sent yet. Mails are written when users are invited.' }}
      />
      {open && <MailDialog mail={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}
