import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Facts } from '../frame/facts.tsx'
import { useNotify } from '../frame/notices.tsx'
import type { Mail, MailRow } from './mails.ts'

interface MailDialogProps {
  readonly mail: MailRow
  onClose(): void
}

/** One mail, its text for whoever may read it, and a way to send it now. */
export function MailDialog({ mail, onClose }: MailDialogProps) {
  return (
    <Modal
      visible
      size="large"
      header={mail.subject}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>Close</Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Facts
          facts={[
            ['To', mail.to],
            ['Created', formatInstant(mail.createdAt)],
            ['Sent', mail.sentAt === undefined ? undefined : formatInstant(mail.sentAt)],
            ['Attempts', mail.attempts],
            ['Good until', formatInstant(mail.goodUntil)],
            ['Last error', mail.lastError],
          ]}
        />
        {mail.state === 'sent' ? (
          <Box color="text-body-secondary">What it says is not kept after it was sent.</Box>
        ) : (
          <>
            <MailText mailId={mail.mailId} />
            <SendNow mail={mail} onDone={onClose} />
          </>
        )}
      </SpaceBetween>
    </Modal>
  )
}

/** Opening a mail is an event, so it is asked for and not read along. */
function MailText({ mailId }: Pick<MailRow, 'mailId'>) {
  const opening = useChange((_: undefined, api) => api.get<Mail>(`/mails/${mailId}`))
  if (opening.data) return <CodeBlock label="text of the mail" text={opening.data.text} />
  return (
    <SpaceBetween size="s">
      <Box>It may hold a link that sets a password. Showing it is recorded as an event.</Box>
      <ActionButton
        needs={[{ action: 'sso-directory:ReadMail' }]}
        loading={opening.isPending}
        onClick={() => opening.mutate(undefined)}
      >
        Show the mail
      </ActionButton>
      {opening.error && <FailureNotice title="The mail could not be opened" error={opening.error} />}
    </SpaceBetween>
  )
}

function SendNow({ mail: { mailId, to }, onDone }: { readonly mail: MailRow; onDone(): void }) {
  const notify = useNotify()
  const sending = useChange((_: undefined, api) => api.write('POST', `/mails/${mailId}/retry`))
  const send = () =>
    sending.mutate(undefined, {
      onSuccess: () => {
        notify({ type: 'info', text: `The mail to ${to} is tried again.` })
        onDone()
      },
    })
  return (
    <SpaceBetween size="s">
      <ActionButton needs={[{ action: 'sso-directory:RetryMail' }]} loading={sending.isPending} onClick={send}>
        Send now
      </ActionButton>
      {sending.error && <FailureNotice title="The mail was not sent" error={sending.error} />}
    </SpaceBetween>
  )
}
