import Badge from '@cloudscape-design/components/badge'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { signOut } from '../../kit/api.ts'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { browserName } from './browser-name.ts'
import { EverywhereDialog } from './everywhere-dialog.tsx'
import { RoleSessions } from './role-sessions.tsx'
import { endSession, type OwnSession, useEnding, useSessions } from './sessions.ts'

const TITLE = 'Where you are signed in'

/** Where one is signed in, and ending it there. */
export default function SessionsPage() {
  const { data, error, refetch } = useSessions()
  const [asking, setAsking] = useState(false)
  return (
    <SpaceBetween size="l">
      {data === undefined && <h1 className="visually-hidden">{TITLE}</h1>}
      <Link href="#/">Back to the access portal</Link>
      {error && <FailureNotice title="Your sessions could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && (
        <output className="opening">
          <Spinner size="large" /> Reading your sessions
        </output>
      )}
      {data && <SessionTable sessions={data} onEverywhere={() => setAsking(true)} />}
      <RoleSessions />
      {asking && data && <EverywhereDialog others={data.length - 1} onClose={() => setAsking(false)} />}
    </SpaceBetween>
  )
}

interface SessionTableProps {
  readonly sessions: readonly OwnSession[]
  onEverywhere(): void
}

function SessionTable({ sessions, onEverywhere }: SessionTableProps) {
  const end = useEnding(endSession)
  return (
    <SpaceBetween size="m">
      {end.error && <FailureNotice title="The session was not ended" error={end.error} />}
      <Table
        header={
          <Header
            variant="h1"
            counter={`(${sessions.length})`}
            description="Each is one sign-in in a browser. Programs that you let in there, such as the AWS CLI, belong to it and end with it."
            actions={<Button onClick={onEverywhere}>Sign out everywhere</Button>}
          >
            {TITLE}
          </Header>
        }
        ariaLabels={{ tableLabel: TITLE }}
        items={[...sessions]}
        trackBy="id"
        wrapLines
        empty={
          <Box textAlign="center" padding="m">
            You are signed in nowhere any more.
          </Box>
        }
        columnDefinitions={[
          { id: 'browser', header: 'Browser', cell: Browser, isRowHeader: true, minWidth: 170 },
          { id: 'from', header: 'Address', cell: ({ sourceIp }) => sourceIp, minWidth: 120 },
          { id: 'since', header: 'Since', cell: ({ createdAt }) => formatInstant(createdAt), minWidth: 180 },
          { id: 'until', header: 'Until', cell: ({ expiresAt }) => formatInstant(expiresAt), minWidth: 180 },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: session => (
              <Button
                variant="inline-link"
                ariaLabel={`Sign out ${named(session)}`}
                loading={end.isPending && end.variables === session.id}
                onClick={() => (session.current ? void signOut() : end.mutate(session.id))}
              >
                Sign out
              </Button>
            ),
          },
        ]}
      />
    </SpaceBetween>
  )
}

const named = ({ userAgent, sourceIp, createdAt, current }: OwnSession): string =>
  current ? 'here' : `${browserName(userAgent)} at ${sourceIp}, since ${formatInstant(createdAt)}`

const Browser = ({ userAgent, current }: OwnSession) => (
  <SpaceBetween direction="horizontal" size="xs">
    <span title={userAgent}>{browserName(userAgent)}</span>
    {current && <Badge color="blue">This browser</Badge>}
  </SpaceBetween>
)
