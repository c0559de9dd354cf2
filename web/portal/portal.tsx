import Tabs from '@cloudscape-design/components/tabs'
import { lazy, Suspense } from 'react'
import { AccountsTab } from './accounts-tab.tsx'
import { ApplicationsTab } from './applications-tab.tsx'
import { BrokenLink } from './broken-link.tsx'
import { DeviceBanner } from './mfa/device-banner.tsx'
import { PortalHeader } from './portal-header.tsx'
import { RoleChooser } from './role-chooser.tsx'
import { SessionWarning } from './session-warning.tsx'
import { useRoute } from './use-route.ts'

const DevicesPage = lazy(() => import('./mfa/devices-page.tsx'))
const SessionsPage = lazy(() => import('./sessions/sessions-page.tsx'))

/** The skip link is a button, because the hash is the portal's route: a link to `#main` would leave the page. */
export function Portal() {
  return (
    <>
      <button className="skip-link" type="button" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <PortalHeader />
      <main className="page" id="main" tabIndex={-1}>
        <SessionWarning />
        <Page />
      </main>
    </>
  )
}

function Page() {
  const route = useRoute()
  if (route.page === 'elsewhere') return null
  if (route.page === 'broken-link') return <BrokenLink problem={route.problem} />
  if (route.page === 'roles') return <RoleChooser accountId={route.accountId} destination={route.destination} />
  if (route.page === 'mfa-devices')
    return (
      <Suspense fallback={null}>
        <DevicesPage />
      </Suspense>
    )
  if (route.page === 'sessions')
    return (
      <Suspense fallback={null}>
        <SessionsPage />
      </Suspense>
    )
  return (
    <>
      <h1 className="visually-hidden">Access portal</h1>
      <DeviceBanner />
      <Tabs
        ariaLabel="Access portal"
        activeTabId={route.page}
        onChange={({ detail }) => {
          window.location.hash = detail.activeTabId === 'applications' ? '#/applications' : '#/'
        }}
        tabs={[
          { id: 'accounts', label: 'Accounts', content: <AccountsTab />, contentRenderStrategy: 'lazy' },
          { id: 'applications', label: 'Applications', content: <ApplicationsTab /> },
        ]}
      />
    </>
  )
}
