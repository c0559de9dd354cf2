import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { SignInState } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { UserStatus } from '../frame/links.tsx'
import { type Fields, fieldsOf, furtherGroups, mainFields, type User } from './attributes.ts'
import { EditUser } from './edit-user.tsx'

/** Every attribute of the user, and how the user signs in. */
export function UserProfile({ user }: { readonly user: User }) {
  const [editing, setEditing] = useState(false)
  if (editing) return <EditUser user={user} onDone={() => setEditing(false)} />
  return (
    <SpaceBetween size="l">
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
        <Attributes user={user} />
      </Container>
      <SignIn userId={user.UserId} />
    </SpaceBetween>
  )
}

function Attributes({ user }: { readonly user: User }) {
  const fields = fieldsOf(user)
  const further = furtherGroups.map(group => ({
    ...group,
    fields: group.fields.filter(({ path }) => fields[path] !== ''),
  }))
  return (
    <SpaceBetween size="l">
      <Facts
        facts={[
          ['Status', <UserStatus key="status" status={user.UserStatus ?? 'ENABLED'} />],
          ...mainFields.map(factOf(fields)),
          ['User id', <Copied key="id" value={user.UserId} name="user id" />],
          ...(user.ExternalIds ?? []).map(({ Issuer, Id }) => [`External id at ${Issuer}`, Id] as const),
          ['Created', instantOf(user.CreatedAt)],
          ['Last changed', instantOf(user.UpdatedAt)],
        ]}
      />
      {further
        .filter(group => group.fields.length > 0)
        .map(group => (
          <SpaceBetween key={group.title} size="xs">
            <Header variant="h3">{group.title}</Header>
            <Facts facts={group.fields.map(factOf(fields))} />
          </SpaceBetween>
        ))}
    </SpaceBetween>
  )
}

const factOf =
  (fields: Fields) =>
  ({ path, label }: { readonly path: string; readonly label: string }) =>
    [label, fields[path]] as const

/** The AWS APIs say seconds. */
const instantOf = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : formatInstant(seconds * 1000)

const passwords = { none: 'None', set: 'Set', 'one-time': 'One-time: the next sign-in has to set another' }

function SignIn({ userId }: { readonly userId: string }) {
  const { data, error, refetch } = useRead<SignInState>(`/users/${userId}/sign-in`)
  return (
    <Container header={<Header variant="h2">Sign-in</Header>}>
      {error && (
        <FailureNotice title="How the user signs in could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {!data && !error && <StatusIndicator type="loading">Loading</StatusIndicator>}
      {data && (
        <Facts
          facts={[
            ['Password', passwords[data.password]],
            ['Password set', data.passwordSetAt && formatInstant(data.passwordSetAt)],
            [
              'Attempts',
              data.delayedUntil ? (
                <StatusIndicator key="attempts" type="warning">
                  Slowed down after failed ones: the next counts from {formatInstant(data.delayedUntil)}
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
