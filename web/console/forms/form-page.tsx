import Button from '@cloudscape-design/components/button'
import Form from '@cloudscape-design/components/form'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { Question } from '../api/permissions.ts'
import { go } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { ActionButton } from './action-button.tsx'
import { type Call, CommandView } from './command-view.tsx'

interface FormPageProps {
  readonly title: string
  readonly description?: string
  readonly above: readonly { readonly text: string; readonly href: string }[]
  readonly submitText: string
  readonly needs: readonly Question[]
  readonly calls: readonly Call[]
  readonly busy: boolean
  readonly error: unknown
  /** Why it cannot be sent yet. */
  readonly incomplete?: string | undefined
  onSubmit(): void
  readonly children: ReactNode
}

/** A page that makes something: its fields, what will be called, and what went wrong. */
export function FormPage(props: FormPageProps) {
  const { title, description, above, submitText, needs, calls, busy, error, incomplete, onSubmit, children } = props
  const back = above.at(-1)?.href ?? '#/'
  return (
    <Page title={title} above={above} description={description}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (incomplete === undefined && !busy) onSubmit()
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => go(back)}>
                Cancel
              </Button>
              <ActionButton
                variant="primary"
                needs={needs}
                loading={busy}
                disabled={incomplete !== undefined}
                {...(incomplete === undefined ? {} : { disabledReason: incomplete })}
              >
                {submitText}
              </ActionButton>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {children}
            <CommandView calls={calls} />
            {error ? <FailureNotice title="It was not done" error={error} /> : null}
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  )
}
