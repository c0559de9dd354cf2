import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { goToSignIn } from '../kit/api.ts'
import { useSession } from '../kit/session.ts'
import { useNow } from '../kit/use-now.ts'

const warnBeforeMs = 5 * 60_000

/** Nothing until the last minutes of the session. Whole minutes, so that screen readers are not interrupted each second. */
export function SessionWarning() {
  const left = useSession().session.expiresAt - useNow(5_000)
  if (left > warnBeforeMs) return null
  const minutes = Math.ceil(left / 60_000)
  return (
    <div className="notice" role="status">
      <Alert
        type="warning"
        statusIconAriaLabel="Warning"
        header={left > 0 ? `Your session ends in ${minutes} min` : 'Your session has ended'}
        action={left <= 0 && <Button onClick={() => void goToSignIn()}>Sign in again</Button>}
      >
        {left > 0
          ? 'After that, sign in again. Access keys and console sessions that you already have go on until their own end.'
          : 'Sign in again to see your accounts and applications.'}
      </Alert>
    </div>
  )
}
