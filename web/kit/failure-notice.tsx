import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import Link from '@cloudscape-design/components/link'
import { actorLabel, failureOf } from './failure.ts'

interface FailureNoticeProps {
  readonly error: unknown
  /** What could not be done, as a whole sentence. */
  readonly title: string
  readonly onRetry?: () => void
}

/** Says what happened, why, who must act and how, and how to ask about it: never just that something went wrong. */
export function FailureNotice({ error, title, onRetry }: FailureNoticeProps) {
  const failure = failureOf(error)
  const { code, reference } = failure
  const facts = [
    ['What happened', failure.message],
    ['Why', failure.cause],
    ['Seen', failure.observed],
    ['Expected', failure.expected],
    ['Who must act', failure.actor && actorLabel(failure.actor)],
    ['What to do', failure.fix],
  ] as const
  return (
    <Alert
      type="error"
      statusIconAriaLabel="Error"
      header={title}
      action={code === NO_SESSION ? <SignIn /> : onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <dl className="facts">
        {facts.map(([label, value]) => value && <Fact key={label} label={label} value={value} />)}
        {reference && <Fact label="Reference" value={<Reference id={reference} />} />}
      </dl>
      {code && (
        <Link href={`/help/${encodeURIComponent(code)}`} external externalIconAriaLabel="Opens in a new tab">
          More about {code}
        </Link>
      )}
    </Alert>
  )
}

const NO_SESSION = 'http.no_session'

/** Whoever is not signed in gets nowhere by trying again. */
function SignIn() {
  const here = window.location.pathname + window.location.hash
  return <Button href={`/signin?return=${encodeURIComponent(here)}`}>Sign in</Button>
}

function Fact({ label, value }: { label: string; value: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Reference({ id }: { id: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={id}
      copyButtonAriaLabel="Copy reference"
      copySuccessText="Reference copied"
      copyErrorText="The browser did not allow to copy"
    />
  )
}
