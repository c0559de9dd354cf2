import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { Copied } from '../frame/facts.tsx'
import type { User } from './attributes.ts'
import { oneTimePasswordCall } from './first-password.ts'
import { OnceDialog } from './once-dialog.tsx'

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

export const PasswordDialog = ({ user, onClose }: PasswordDialogProps) => (
  <OnceDialog<{ readonly password: string }>
    title={`One-time password for ${user.UserName}`}
    verb="Make one"
    failed="No password was made"
    call={oneTimePasswordCall(user.UserId)}
    before="The password that the user has now stops working, and every open session ends. The one-time password is good for one sign-in, which has to set another."
    after={({ password }) => <OneTimePassword userName={user.UserName} password={password} />}
    onClose={onClose}
  />
)
