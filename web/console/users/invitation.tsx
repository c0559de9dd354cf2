import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { Invitation } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { fieldsOf, type User } from './attributes.ts'
import { invitationCall } from './first-password.ts'
import { OnceDialog } from './once-dialog.tsx'

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

export const InvitationDialog = ({ user, onClose }: InvitationDialogProps) => (
  <OnceDialog<Invitation>
    title={`Invite ${user.UserName}`}
    verb="Send invitation"
    failed="Nobody was invited"
    call={invitationCall(user.UserId)}
    before={`A mail to ${fieldsOf(user)['emails.value']} brings a link, good once and for seven days, with which the person sets the password. A password that the user has now works until then.`}
    after={invitation => <InvitationSent invitation={invitation} />}
    onClose={onClose}
  />
)
