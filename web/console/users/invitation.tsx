import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { Invitation } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { fieldsOf, type User } from './attributes.ts'
import { invitationCall } from './first-password.ts'

/** Where the invitation is now and, where no mail server takes it, the mail itself to be passed on. */
export function InvitationSent({
  invitation: { mailId, to, expiresAt, delivery },
}: {
  readonly invitation: Invitation
}) {
  // Opening a mail is an event, so it is asked for and not read along.
  const opening = useChange((_: undefined, api) => api.get<{ readonly text: string }>(`/mails/${mailId}`))
  if (delivery === 'mail-server')
    return (
      <Alert type="success" statusIconAriaLabel="Success" header={`The invitation is on its way to ${to}`}>
        Its link works once, until {formatInstant(expiresAt)}.
      </Alert>
    )
  return (
    <Alert type="warning" statusIconAriaLabel="Warning" header={`Pass the invitation on to ${to} yourself`}>
      <SpaceBetween size="s">
        <span>
          There is no mail server, so the mail waits in the outbox. Whoever has its link can set the password: once,
          until {formatInstant(expiresAt)}.
        </span>
        {opening.data ? (
          <CodeBlock label={`mail to ${to}`} text={opening.data.text} />
        ) : (
          <ActionButton
            needs={[{ action: 'sso-directory:ReadMail' }]}
            loading={opening.isPending}
            onClick={() => opening.mutate(undefined)}
          >
            Show the mail
          </ActionButton>
        )}
        {opening.error && <FailureNotice title="The mail could not be opened" error={opening.error} />}
      </SpaceBetween>
    </Alert>
  )
}

interface InvitationDialogProps {
  readonly user: User
  onClose(): void
}

export function InvitationDialog({ user, onClose }: InvitationDialogProps) {
  const call = invitationCall(user.UserId)
  const sending = useChange((_: undefined, api) => api.write<Invitation>(call.method, call.path))
  return (
    <Modal
      visible
      header={`Invite ${user.UserName}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Close
            </Button>
            {!sending.data && (
              <Button variant="primary" loading={sending.isPending} onClick={() => sending.mutate(undefined)}>
                Send invitation
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {sending.data ? (
          <InvitationSent invitation={sending.data} />
        ) : (
          <Box>
            A mail to {fieldsOf(user)['emails.value']} brings a link, good once and for seven days, with which the
            person sets the password. A password that the user has now works until then.
          </Box>
        )}
        {sending.error && <FailureNotice title="Nobody was invited" error={sending.error} />}
        {!sending.data && <CommandView calls={[call]} />}
      </SpaceBetween>
    </Modal>
  )
}
