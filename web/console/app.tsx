import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { getJson } from '../kit/api.ts'
import { FailureNotice } from '../kit/failure-notice.tsx'
import { type Session, SessionProvider } from '../kit/session.ts'
import { apiAs } from './api/call.ts'
import { ApiProvider } from './api/use-api.ts'
import { enterAs, entranceOf } from './frame/entrance.ts'
import { Shell } from './frame/shell.tsx'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Session>('/api/v1/session', signal),
  staleTime: Number.POSITIVE_INFINITY,
})

export function App() {
  const { data, error, refetch } = useQuery(sessionQuery)
  if (data)
    return (
      <SessionProvider value={data}>
        <Entered administers={data.administers} />
      </SessionProvider>
    )
  return (
    <Outside>
      {error ? (
        <FailureNotice title="The console could not be opened" error={error} onRetry={() => void refetch()} />
      ) : (
        <output className="opening">
          <Spinner size="large" /> Opening the console
        </output>
      )}
    </Outside>
  )
}

function Entered({ administers }: Pick<Session, 'administers'>) {
  const [as, setAs] = useState(() => entranceOf(administers))
  const api = useMemo(() => (as === undefined ? undefined : apiAs(as)), [as])
  if (administers.length === 0) return <NoEntrance />
  if (as === undefined || api === undefined) return <ChooseEntrance from={administers} onChoose={setAs} />
  enterAs(as)
  return (
    <ApiProvider value={api}>
      <Shell />
    </ApiProvider>
  )
}

const Outside = ({ children }: { readonly children: ReactNode }) => (
  <main className="page">
    <h1 className="visually-hidden">Administration</h1>
    {children}
  </main>
)

function ChooseEntrance({ from, onChoose }: { readonly from: readonly string[]; onChoose(name: string): void }) {
  return (
    <Outside>
      <Container header={<Header variant="h2">Act with which permission set?</Header>}>
        <SpaceBetween size="s">
          <Box>What the console may do is what the permission set allows in the management account.</Box>
          {from.map(name => (
            <Button key={name} onClick={() => onChoose(name)}>
              {name}
            </Button>
          ))}
        </SpaceBetween>
      </Container>
    </Outside>
  )
}

const NoEntrance = () => (
  <Outside>
    <Container header={<Header variant="h2">The console cannot be opened</Header>}>
      <SpaceBetween size="s">
        <Box>
          Administration needs a permission set in the management account that allows to read users, permission sets or
          events. None is assigned to you.
        </Box>
        <Box>An administrator of this portal can assign one to you, for example AdministratorAccess.</Box>
        <Button href="/start/">Back to the access portal</Button>
      </SpaceBetween>
    </Container>
  </Outside>
)
