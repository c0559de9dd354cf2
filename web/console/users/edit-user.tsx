import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { useChange } from '../api/use-api.ts'
import { CommandView } from '../forms/command-view.tsx'
import { useNotify } from '../frame/notices.tsx'
import { changesOf, fieldsOf, missing, type User } from './attributes.ts'
import { UserFields } from './user-fields.tsx'

/** The attributes as a form; only what is different is sent. */
export function EditUser({ user, onDone }: { readonly user: User; onDone(): void }) {
  const { portal } = useSession()
  const notify = useNotify()
  const [fields, setFields] = useState(() => fieldsOf(user))
  const operations = changesOf(user, fields)
  const input = { IdentityStoreId: portal.identityStoreId, UserId: user.UserId, Operations: operations }
  const update = useChange((_: undefined, api) => api.aws('identitystore', 'UpdateUser', input))
  const objection = missing(fields) ?? (operations.length === 0 ? 'Nothing is different yet' : undefined)
  const save = () => {
    if (objection !== undefined || update.isPending) return
    update.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${fields.userName} was changed.` })
        onDone()
      },
    })
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        save()
      }}
    >
      <Container header={<Header variant="h2">Edit attributes</Header>}>
        <SpaceBetween size="l">
          <UserFields fields={fields} onChange={setFields} />
          {operations.length > 0 && (
            <CommandView calls={[{ service: 'identitystore', operation: 'UpdateUser', input }]} />
          )}
          {update.error && <FailureNotice title="The user was not changed" error={update.error} />}
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="primary"
              loading={update.isPending}
              disabled={objection !== undefined}
              {...(objection === undefined ? {} : { disabledReason: objection })}
            >
              Save
            </Button>
            <Button formAction="none" onClick={onDone}>
              Cancel
            </Button>
          </SpaceBetween>
        </SpaceBetween>
      </Container>
    </form>
  )
}
