import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useChange } from '../api/use-api.ts'
import { CommandView } from '../forms/command-view.tsx'
import { Copied } from '../frame/facts.tsx'
import type { User } from './attributes.ts'
import { oneTimePasswordCall } from './first-password.ts'

/** The only time that it is shown. */
export const OneTimePassword = ({ userName, password }: { readonly userName: string; readonly password: string }) => (
  <Alert type="warning" header={`One-time password of ${userName}`} statusIconAriaLabel="Warning">
    <SpaceBetween size="xs">
      <span>Hand it to the person now: it cannot be shown again. The first sign-in with it has to set another.</span>
      <span className="mono">
        <Copied value={password} name="one-time password" />
      </span>
    </SpaceBetween>
  </Alert>
)

interface PasswordDialogProps {
  readonly user: User
  onClose(): void
}

export function PasswordDialog({ user, onClose }: PasswordDialogProps) {
  const call = oneTimePasswordCall(user.UserId)
  const reset = useChange((_: undefined, api) => api.write<{ password: string }>(call.method, call.path))
  return (
    <Modal
      visible
      header={`One-time password for ${user.UserName}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Close
            </Button>
            {!reset.data && (
              <Button variant="primary" loading={reset.isPending} onClick={() => reset.mutate(undefined)}>
                Make one
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {reset.data ? (
          <OneTimePassword userName={user.UserName} password={reset.data.password} />
        ) : (
          <Box>
            The password that the user has now stops working, and every open session ends. The one-time password is good
            for one sign-in, which has to set another.
          </Box>
        )}
        {reset.error && <FailureNotice title="No password was made" error={reset.error} />}
        {!reset.data && <CommandView calls={[call]} />}
      </SpaceBetween>
    </Modal>
  )
}
