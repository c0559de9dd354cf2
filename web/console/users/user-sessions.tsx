import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import type { SessionsOfUser } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { inTurns } from '../forms/in-turns.ts'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { useState } from 'react'
import SpaceBetween from '@cloudscape-design/components/space-between'

type Row = SessionsOfUser['sessions'][number]

const columns: readonly Column<Row>[] = [
  { id: 'createdAt', header: 'Signed in', cell: ({ createdAt }) => formatInstant(createdAt), rowHeader: true },
  { id: 'expiresAt', header: 'Ends', cell: ({ expiresAt }) => formatInstant(expiresAt) },
  { id: 'sourceIp', header: 'Source IP', cell: ({ sourceIp }) => sourceIp },
  { id: 'userAgent', header: 'Browser', cell: ({ userAgent }) => userAgent },
]

export function UserSessions({ userId }: { readonly userId: string }) {
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const ending = useChange((_: undefined, api) =>
    inTurns(chosen, ({ sessionId }) => api.write('DELETE', `/users/${userId}/sessions/${sessionId}`)),
  )
  return (
    <SpaceBetween size="s">
      {ending.error && <FailureNotice title="Not all sessions were ended" error={ending.error} />}
      <ServerTable<Row, SessionsOfUser & { readonly next?: string }>
        id="sessions"
        title="Open sessions"
        description="Ending one also ends every token that programs got through it. Credentials of accounts that are out live until they expire."
        path={`/users/${userId}/sessions`}
        paged={false}
        rows={page => page.sessions}
        rowId={({ sessionId }) => sessionId}
        columns={columns}
        selection={{ items: chosen, onChange: setChosen, label: ({ createdAt }) => `Session of ${formatInstant(createdAt)}` }}
        actions={
          <ActionButton
            needs={[{ action: 'identitystore-auth:BatchDeleteSession' }]}
            disabled={chosen.length === 0}
            disabledReason="Choose sessions first"
            loading={ending.isPending}
            onClick={() => ending.mutate(undefined, { onSuccess: () => setChosen([]) })}
          >
            End sessions
          </ActionButton>
        }
        empty={{ title: 'Not signed in', text: 'The user has no open session.' }}
      />
    </SpaceBetween>
  )
}
