import AppLayout from '@cloudscape-design/components/app-layout'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Spinner from '@cloudscape-design/components/spinner'
import { Suspense, useState } from 'react'
import { useLocation } from './location.ts'
import { Navigation } from './navigation.tsx'
import { Notices, NoticesProvider } from './notices.tsx'
import { Page } from './page.tsx'
import { TopBar } from './top-bar.tsx'
import { viewAt } from './views.tsx'

export function Shell() {
  const wide = window.matchMedia('(min-width: 1000px)').matches
  const [open, setOpen] = useState(wide)
  return (
    <NoticesProvider>
      <button className="skip-link" type="button" onClick={() => document.querySelector('h1')?.focus()}>
        Skip to the content
      </button>
      <TopBar />
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

function CurrentView() {
  const found = viewAt(useLocation())
  if (found === undefined) return <NoSuchView />
  const { component: View } = found.view
  // Another object is another view: nothing of the one before may stay in its fields.
  const key = Object.values(found.ids).join('/')
  return (
    <Suspense
      fallback={
        <Box textAlign="center" padding="xxl">
          <Spinner size="large" /> Loading
        </Box>
      }
    >
      <View ids={found.ids} key={key} />
    </Suspense>
  )
}

const NoSuchView = () => (
  <Page title="There is nothing at this address">
    <Box>The link names no page of the console. What it once led to may have been moved.</Box>
    <Button href="#/">Open the dashboard</Button>
  </Page>
)
