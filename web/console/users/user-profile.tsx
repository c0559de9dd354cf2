import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { SignInState } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { UserStatus } from '../frame/links.tsx'
import { useNotify } from '../frame/notices.tsx'
import { changesOf, fieldOf, fieldsOf, furtherFields, mainFields, type User } from './attributes.ts'
import { missing, UserFields } from './user-fields.tsx'

export function UserProfile({ user }: { readonly user: User }) {
  const [editing, setEditing] = useState(false)
  return (
    <SpaceBetween size="l">
      {editing ? (
        <EditUser user={user} onDone={() => setEditing(false)} />
      ) : (
        <Container
          header={
            <Header
              variant="h2"
              actions={
                <ActionButton needs={[{ action: 'identitystore:UpdateUser' }]} onClick={() => setEditing(true)}>
                  Edit
                </ActionButton>
              }
            >
              Attributes
            </Header>
          }
        >
          <Facts
            facts={[
              ['Status', <UserStatus key="status" status={user.UserStatus ?? 'ENABLED'} />],
              ['User id', <Copied key="id" value={user.UserId} name="user id" />],
              ...[...mainFields, ...furtherFields.filter(({ path }) => fieldOf(user, path) !== '')].map(
                ({ path, label }) => [label, fieldOf(user, path)] as const,
              ),
              ...(user.ExternalIds ?? []).map(({ Issuer, Id }) => [`External id at ${Issuer}`, Id] as const),
              ['Created', instantOf(user.CreatedAt)],
              ['Changed', instantOf(user.UpdatedAt)],
            ]}
          />
        </Container>
      )}
      <SignIn userId={user.UserId} />
    </SpaceBetween>
  )
}

/** The AWS APIs say seconds. */
const instantOf = (seconds: number | undefined): string | undefined => seconds && formatInstant(seconds * 1000) || undefined

function EditUser({ user, onDone }: { readonly user: User; onDone(): void }) {
  const { portal } = useSession()
  const notify = useNotify()
  const before = fieldsOf(user)
  const [fields, setFields] = useState(before)
  const operations = changesOf(before, fields)
  const input = { IdentityStoreId: portal.identityStoreId, UserId: user.UserId, Operations: operations }
  const update = useChange((_: undefined, api) => api.aws('identitystore', 'UpdateUser', input))
  const incomplete = missing(fields)
  const save = () =>
    update.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${user.UserName} was changed.` })
        onDone()
      },
    })
  return (
    <Container header={<Header variant="h2">Edit attributes</Header>}>
      <SpaceBetween size="l">
        <UserFields fields={fields} onChange={setFields} />
        <CommandView calls={[{ service: 'identitystore', operation: 'UpdateUser', input }]} />
        {update.error && <FailureNotice title="The user was not changed" error={update.error} />}
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            variant="primary"
            onClick={save}
            loading={update.isPending}
            disabled={operations.length === 0 || incomplete !== undefined}
            disabledReason={incomplete ?? 'Nothing is different yet'}
          >
            Save
          </Button>
          <Button onClick={onDone}>Cancel</Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  )
}

const passwords = { none: 'None', set: 'Set', 'one-time': 'One-time: the next sign-in has to set another' }

function SignIn({ userId }: { readonly userId: string }) {
  const { data, error } = useRead<SignInState>(`/users/${userId}/sign-in`)
  return (
    <Container header={<Header variant="h2">Sign-in</Header>}>
      {error && <FailureNotice title="It is not known how the user signs in" error={error} />}
      {data && (
        <Facts
          facts={[
            ['Password', passwords[data.password]],
            ['Set', data.passwordSetAt && formatInstant(data.passwordSetAt)],
            [
              'Attempts',
              data.delayedUntil ? (
                <StatusIndicator type="warning">
                  After failed ones the next is looked at {formatInstant(data.delayedUntil)}
                </StatusIndicator>
              ) : (
                'Not slowed down'
              ),
            ],
          ]}
        />
      )}
    </Container>
  )
}
