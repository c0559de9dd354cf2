import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { failureOf } from '../../kit/failure.ts'
import { FailureNotice } from '../../kit/failure-notice.tsx'

const CONFIRM = `/signin/confirm?return=${encodeURIComponent('/start/#/mfa-devices')}`

/** A change that was refused; where only the password is wanted once more, the way to give it. */
export function ConfirmedNotice({ title, error }: { readonly title: string; readonly error: unknown }) {
  if (failureOf(error).code !== 'signin.confirmation_needed') return <FailureNotice title={title} error={error} />
  return (
    <Alert
      type="info"
      statusIconAriaLabel="Note"
      header="Enter your password once more"
      action={<Button href={CONFIRM}>Enter password</Button>}
    >
      You signed in a while ago. What proves who you are is changed only by somebody who knows your password.
    </Alert>
  )
}
