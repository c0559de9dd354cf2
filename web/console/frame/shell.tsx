import AppLayout from '@cloudscape-design/components/app-layout'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Spinner from '@cloudscape-design/components/spinner'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { ResumedWork } from '../forms/resumed-work.tsx'
import { useLocation } from './location.ts'
import { Navigation } from './navigation.tsx'
import { Notices, NoticesProvider } from './notices.tsx'
import { Page } from './page.tsx'
import { TopBar } from './top-bar.tsx'
import { loadViews, viewAt, viewQuery } from './views.tsx'

/** Milliseconds after which the first page stands. */
const QUIET = 2_000

export function Shell() {
  const wide = window.matchMedia('(min-width: 1000px)').matches
  const [open, setOpen] = useState(wide)
  useLoadedViews()
  return (
    <NoticesProvider>
      <button className="skip-link" type="button" onClick={() => document.querySelector('h1')?.focus()}>
        Skip to the content
      </button>
      <TopBar />
      <ResumedWork />
      <AppLayout
        headerSelector=".top"
        navigation={<Navigation />}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        notifications={<Notices />}
        toolsHide
        content={<CurrentView />}
        ariaLabels={{
          navigation: 'Administration',
          navigationToggle: 'Open navigation',
          navigationClose: 'Close navigation',
          notifications: 'Notices',
        }}
      />
    </NoticesProvider>
  )
}

/** Loads the views that may come next, once the browser has nothing else to do. */
function useLoadedViews(): void {
  const queries = useQueryClient()
  useEffect(() => {
    const timer = setTimeout(() => void loadViews(queries), QUIET)
    return () => clearTimeout(timer)
  }, [queries])
}

function CurrentView() {
  const found = viewAt(useLocation())
  return found === undefined ? <NoSuchView /> : <LoadedView {...found} />
}

function LoadedView({ view, ids }: NonNullable<ReturnType<typeof viewAt>>) {
  const { data: View, error, refetch } = useQuery(viewQuery(view))
  // Another object is another view: nothing of the one before may stay in its fields.
  if (View) return <View ids={ids} key={Object.values(ids).join('/')} />
  if (error) return <FailureNotice title="The page could not be loaded" error={error} onRetry={() => void refetch()} />
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" /> Loading
    </Box>
  )
}

const NoSuchView = () => (
  <Page title="There is nothing at this address">
    <Box>The link names no page of the console. What it once led to may have been moved.</Box>
    <Button href="#/">Open the dashboard</Button>
  </Page>
)
