import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Facts } from '../frame/facts.tsx'
import { useNotify } from '../frame/notices.tsx'
import type { Mail, MailRow } from './mails.ts'

interface MailDialogProps {
  readonly mail: MailRow
  onClose(): void
}

/** One mail with its text, and a way to send it again. */
export function MailDialog({ mail: { mailId, subject, state }, onClose }: MailDialogProps) {
  const path = `/mails/${mailId}`
  const { data, error } = useRead<Mail>(path)
  const notify = useNotify()
  const retry = useChange((_: undefined, api) => api.write('POST', `${path}/retry`))
  const send = () =>
    retry.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `“${subject}” is sent again.` })
        onClose()
      },
    })
  return (
    <Modal
      visible
      size="large"
      header={subject}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={[]}
              disabled={state === 'sent'}
              disabledReason="It was sent already"
              loading={retry.isPending}
              onClick={send}
            >
              Send again
            </ActionButton>
            <Button variant="primary" onClick={onClose}>
              Close
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {error && <FailureNotice title="The mail could not be read" error={error} />}
        {retry.error && <FailureNotice title="The mail was not sent" error={retry.error} />}
        {data && (
          <>
            <Facts
              facts={[
                ['To', data.to],
                ['Created', formatInstant(data.createdAt)],
                ['Sent', data.sentAt === undefined ? undefined : formatInstant(data.sentAt)],
                ['Attempts', data.attempts],
                ['Last error', data.lastError],
              ]}
            />
            <CodeBlock label="text of the mail" text={data.text} />
          </>
        )}
      </SpaceBetween>
    </Modal>
  )
}
