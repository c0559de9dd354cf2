import Spinner from '@cloudscape-design/components/spinner'
import { useQuery } from '@tanstack/react-query'
import { getJson } from '../kit/api.ts'
import { FailureNotice } from '../kit/failure-notice.tsx'
import { type Session, SessionProvider } from '../kit/session.ts'
import { Portal } from './portal.tsx'

export function App() {
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => getJson<Session>('/api/v1/session', signal),
  })
  if (data)
    return (
      <SessionProvider value={data}>
        <Portal />
      </SessionProvider>
    )
  return (
    <main className="page">
      <h1 className="visually-hidden">Access portal</h1>
      {error ? (
        <FailureNotice title="The portal could not be opened" error={error} onRetry={() => void refetch()} />
      ) : (
        <output className="opening">
          <Spinner size="large" /> Opening the access portal
        </output>
      )}
    </main>
  )
}
