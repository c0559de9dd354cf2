import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { actorLabel } from '../../kit/failure.ts'
import { failureFromText } from './failure-text.ts'

interface FailureFactsProps {
  /** What failed and in which account, as a whole sentence. */
  readonly title: string
  /** What the request failed with. */
  readonly text: string
  /** What stays to be done when the reason is mended. */
  readonly afterwards?: string
  readonly links: readonly ReactNode[]
  readonly action?: ReactNode
}

/** What became of a request that failed on its way into an account, as every other failure is told. */
export function FailureFacts({ title, text, afterwards, links, action }: FailureFactsProps) {
  const { message, cause, observed, expected, fix, actor } = failureFromText(text)
  const facts = [
    ['What happened', message],
    ['Why', cause],
    ['Seen', observed],
    ['Expected', expected],
    ['Who must act', actor && actorLabel(actor)],
    ['What to do', fix],
    ['Afterwards', afterwards],
  ] as const
  return (
    <Alert type="error" statusIconAriaLabel="Error" header={title} action={action}>
      <dl className="facts">
        {facts.map(
          ([label, value]) =>
            value && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <SpaceBetween direction="horizontal" size="m">
        {links}
      </SpaceBetween>
    </Alert>
  )
}
