import Alert from '@cloudscape-design/components/alert'
import Link from '@cloudscape-design/components/link'
import { failureOf } from '../../kit/failure.ts'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { Failed } from './in-turns.ts'

interface FailuresProps<T> {
  /** What was not done, without how often: `were not added`. */
  readonly what: string
  readonly failed: readonly Failed<T>[]
  readonly label: (one: T) => string
}

/** More are alike. */
const SHOWN = 20

/** Which of many failed, and each with its reason. */
export function Failures<T>({ what, failed, label }: FailuresProps<T>) {
  const [first] = failed
  if (first === undefined) return null
  if (failed.length === 1) return <FailureNotice title={`${label(first.one)} ${what}`} error={first.error} />
  return (
    <Alert type="error" statusIconAriaLabel="Error" header={`${failed.length.toLocaleString()} ${what}`}>
      <ul>
        {failed.slice(0, SHOWN).map(({ one, error }) => (
          <li key={label(one)}>
            <b>{label(one)}</b>: <Reason error={error} />
          </li>
        ))}
      </ul>
      {failed.length > SHOWN && `and ${(failed.length - SHOWN).toLocaleString()} more`}
    </Alert>
  )
}

function Reason({ error }: { readonly error: unknown }) {
  const { message, fix, code, reference } = failureOf(error)
  // The messages of the AWS doors say everything in one text, for programs that show nothing else.
  const unlessSaid = (text: string | undefined) => (text && !message.includes(text) ? text : undefined)
  return (
    <>
      {[message, unlessSaid(fix), unlessSaid(reference && `reference ${reference}`)].filter(Boolean).join(' ')}{' '}
      {code && (
        <Link href={`/help/${encodeURIComponent(code)}`} external externalIconAriaLabel="Opens in a new tab">
          {code}
        </Link>
      )}
    </>
  )
}
