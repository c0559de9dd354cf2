import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { RoleSessionsOfUser } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { FormDialog } from '../forms/form-dialog.tsx'
import { AccountLink, SetLink } from '../frame/links.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { User } from './attributes.ts'

type Row = RoleSessionsOfUser['roleSessions'][number]
type Answer = RoleSessionsOfUser & { readonly next?: string }

const needs = [{ action: 'identitystore-auth:BatchDeleteSession' }, { action: 'sso:ProvisionPermissionSet' }]

/** Credentials in accounts that a user has got and that have not expired, and making the accounts refuse them. */
export function UserRoleSessions({ user }: { readonly user: User }) {
  const path = `/users/${user.UserId}/role-sessions`
  const { data } = useRead<Answer>(path)
  const [revoking, setRevoking] = useState(false)
  const working = (data?.roleSessions ?? []).filter(({ revocation }) => revocation?.status !== 'SUCCEEDED')
  return (
    <>
      <ServerTable<Row, Answer>
        id="role-sessions"
        title="Credentials in accounts"
        description="Got from the portal or the AWS CLI, and not expired. They do not end with a session above."
        path={path}
        paged={false}
        rows={page => page.roleSessions}
        rowId={({ accountId, permissionSetArn, sessionName }) => `${accountId} ${permissionSetArn} ${sessionName}`}
        columns={columns}
        search="Find by account or permission set"
        inAddress={false}
        live={isUnderWay}
        actions={
          <ActionButton
            needs={needs}
            disabled={working.length === 0}
            disabledReason="There are no credentials that work"
            onClick={() => setRevoking(true)}
          >
            Revoke credentials in accounts
          </ActionButton>
        }
        empty={{ title: 'No credentials', text: 'The user has no credentials in any account that have not expired.' }}
      />
      {revoking && <RevokeDialog user={user} working={working} onClose={() => setRevoking(false)} />}
    </>
  )
}

const isUnderWay = (rows: readonly Row[]): boolean =>
  rows.some(({ revocation }) => revocation?.status === 'IN_PROGRESS')

const columns: readonly Column<Row>[] = [
  {
    id: 'account',
    header: 'Account',
    cell: ({ accountId, accountName }) => <AccountLink id={accountId} name={accountName} />,
    by: ({ accountName }) => accountName,
    rowHeader: true,
    minWidth: 200,
  },
  {
    id: 'permissionSet',
    header: 'Permission set',
    cell: ({ permissionSetArn, permissionSetName }) => <SetLink arn={permissionSetArn} name={permissionSetName} />,
    by: ({ permissionSetName }) => permissionSetName,
    minWidth: 180,
  },
  { id: 'count', header: 'Sets', cell: ({ count }) => count, by: ({ count }) => count },
  {
    id: 'issuedAt',
    header: 'Last issued',
    cell: ({ issuedAt }) => formatInstant(issuedAt),
    by: ({ issuedAt }) => issuedAt,
    minWidth: 200,
  },
  {
    id: 'expiresAt',
    header: 'Expire',
    cell: ({ expiresAt }) => formatInstant(expiresAt),
    by: ({ expiresAt }) => expiresAt,
    minWidth: 200,
  },
  { id: 'status', header: 'Status', cell: Status, minWidth: 180 },
  { id: 'sessionName', header: 'Session name', cell: ({ sessionName }) => sessionName, hidden: true },
]

function Status({ revocation }: Row) {
  if (revocation === undefined) return <StatusIndicator type="warning">Work</StatusIndicator>
  if (revocation.status === 'SUCCEEDED') return <StatusIndicator type="success">Revoked</StatusIndicator>
  if (revocation.status === 'IN_PROGRESS') return <StatusIndicator type="in-progress">Being revoked</StatusIndicator>
  return (
    <StatusIndicator type="error">{`Still work: ${revocation.failureReason ?? 'not provisioned'}`}</StatusIndicator>
  )
}

interface RevokeDialogProps {
  readonly user: User
  readonly working: readonly Row[]
  onClose(): void
}

function RevokeDialog({ user, working, onClose }: RevokeDialogProps) {
  const notify = useNotify()
  const isMe = useSession().user.id === user.UserId
  const path = `/users/${user.UserId}/role-sessions/revoke`
  const revoke = useChange((_: undefined, api) => api.write('POST', path))
  const accounts = new Set(working.map(({ accountId }) => accountId)).size
  return (
    <FormDialog
      title={`Revoke the credentials of ${user.UserName} in ${accounts === 1 ? '1 account' : `${accounts} accounts`}`}
      verb="Revoke"
      failed="The credentials were not revoked"
      needs={needs}
      calls={[{ method: 'POST', path }]}
      change={revoke}
      onSubmit={() =>
        revoke.mutate(undefined, {
          onSuccess: () => {
            notify({ text: `The credentials of ${user.UserName} are being revoked.` })
            onClose()
          },
        })
      }
      onDismiss={onClose}
    >
      <ul>
        <li>
          The roles of the user get a policy that denies everything to sessions of {user.UserName} that have begun
          before now. Others who use the same roles go on.
        </li>
        <li>The policy goes by itself after 12 hours, when no such session can live any more.</li>
        <li>The roles are provisioned: changes of their permission sets that wait for it are applied as well.</li>
        <li>
          Whoever is still signed in gets new credentials. End the sessions above, and disable the user or remove
          assignments, to keep somebody out.
        </li>
        <li>Sessions that these credentials have opened in other roles are not reached.</li>
        {isMe && <li>These are your own. In this console you may have to sign in again.</li>}
      </ul>
    </FormDialog>
  )
}
