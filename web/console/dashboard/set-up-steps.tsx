import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { SetUpStep } from './set-up.ts'

/** What a new portal still needs; gone when all is done. */
export function SetUp({ steps }: { readonly steps: readonly SetUpStep[] }) {
  const done = steps.filter(step => step.done).length
  if (done === steps.length) return null
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${done} of ${steps.length} done)`}>
          Set up your portal
        </Header>
      }
    >
      <ol className="set-up">
        {steps.map(({ title, text, done: isDone, href }) => (
          <li key={title}>
            {isDone ? <StatusIndicator type="success">{title}</StatusIndicator> : <Link href={href}>{title}</Link>}
            <div>{text}</div>
          </li>
        ))}
      </ol>
    </Container>
  )
}
