import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import type { SessionsOfUser } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { EachDialog } from '../forms/each-dialog.tsx'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import type { User } from './attributes.ts'

type Row = SessionsOfUser['sessions'][number]
type Answer = SessionsOfUser & { readonly next?: string }

const needs = [{ action: 'identitystore-auth:BatchDeleteSession' }]

/** Where a user is signed in, and ending it there. */
export function UserSessions({ user }: { readonly user: User }) {
  const mine = useSession().session.id
  const path = `/users/${user.UserId}/sessions`
  const { data } = useRead<Answer>(path)
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [ending, setEnding] = useState<readonly Row[]>()
  const all = data?.sessions ?? []
  return (
    <>
      <ServerTable<Row, Answer>
        id="sessions"
        title="Open sessions"
        path={path}
        paged={false}
        rows={page => page.sessions}
        rowId={({ sessionId }) => sessionId}
        columns={columnsFor(mine)}
        search="Find sessions by address or browser"
        selection={{ items: chosen, onChange: setChosen, label }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={needs}
              disabled={chosen.length === 0}
              disabledReason="Choose sessions first"
              onClick={() => setEnding(chosen)}
            >
              End sessions
            </ActionButton>
            <ActionButton
              needs={needs}
              disabled={all.length === 0}
              disabledReason="There is no open session"
              onClick={() => setEnding(all)}
            >
              End all sessions
            </ActionButton>
          </SpaceBetween>
        }
        empty={{ title: 'Not signed in', text: 'The user has no open session.' }}
      />
      {ending && (
        <EndSessions
          user={user}
          sessions={ending}
          mine={mine}
          onClose={left => {
            setChosen(chosen.filter(one => left.includes(one)))
            setEnding(undefined)
          }}
        />
      )}
    </>
  )
}

const label = ({ createdAt, sourceIp }: Row): string => `The session of ${formatInstant(createdAt)} from ${sourceIp}`

const columnsFor = (mine: string): readonly Column<Row>[] => [
  {
    id: 'createdAt',
    header: 'Signed in',
    cell: ({ createdAt, sessionId }) => `${formatInstant(createdAt)}${sessionId === mine ? ', yours' : ''}`,
    by: ({ createdAt }) => createdAt,
    rowHeader: true,
    minWidth: 260,
  },
  {
    id: 'expiresAt',
    header: 'Ends',
    cell: ({ expiresAt }) => formatInstant(expiresAt),
    by: ({ expiresAt }) => expiresAt,
    minWidth: 200,
  },
  { id: 'sourceIp', header: 'Source IP', cell: ({ sourceIp }) => sourceIp, by: ({ sourceIp }) => sourceIp },
  {
    id: 'userAgent',
    header: 'Browser',
    cell: ({ userAgent }) => userAgent,
    by: ({ userAgent }) => userAgent,
    minWidth: 240,
  },
]

interface EndSessionsProps {
  readonly user: User
  readonly sessions: readonly Row[]
  readonly mine: string
  onClose(left: readonly Row[]): void
}

function EndSessions({ user, sessions, mine, onClose }: EndSessionsProps) {
  const notify = useNotify()
  const count = sessions.length === 1 ? '1 session' : `${sessions.length} sessions`
  return (
    <EachDialog
      title={`End ${count} of ${user.UserName}`}
      verb="End"
      // One's own is ended last: without it nothing else could be asked for.
      items={sessions.toSorted((a, b) => Number(a.sessionId === mine) - Number(b.sessionId === mine))}
      label={label}
      callOf={({ sessionId }) => ({ method: 'DELETE', path: `/users/${user.UserId}/sessions/${sessionId}` })}
      alreadySo="session.not_found"
      failed="could not be ended"
      onDone={() => {
        notify({ text: `${count} of ${user.UserName} ended.` })
        onClose([])
      }}
      onDismiss={onClose}
    >
      The user is signed out there at once, and so is every program that got its token by it. Credentials in accounts
      that are out go on until they expire or are revoked.
      {sessions.some(({ sessionId }) => sessionId === mine) && ' The one that you are in now ends, too.'}
    </EachDialog>
  )
}
