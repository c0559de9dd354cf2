import SpaceBetween from '@cloudscape-design/components/space-between'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { FailureNotice } from '../kit/failure-notice.tsx'
import { offered, PlacesProvider, useAccounts, useRoleIndex, useStoredPlaces } from './access.ts'
import { AccountList } from './account-list.tsx'
import type { Place } from './places.ts'
import { QuickAccess } from './quick-access.tsx'

const loadCredentialsDialog = () => import('./credentials/credentials-dialog.tsx')
const loadShortcutDialog = () => import('./shortcut-dialog.tsx')
const CredentialsDialog = lazy(loadCredentialsDialog)
const ShortcutDialog = lazy(loadShortcutDialog)

type OpenDialog = { readonly dialog: 'credentials'; readonly place: Place } | { readonly dialog: 'shortcut' }

export function AccountsTab() {
  const { accounts, complete, error, retry } = useAccounts()
  const index = useRoleIndex(accounts)
  const placesAccess = useStoredPlaces()
  const { remember } = placesAccess
  const [open, setOpen] = useState<OpenDialog>()
  useDialogsAhead(accounts !== undefined)

  const openKeys = useCallback(
    (place: Place) => {
      remember(place)
      setOpen({ dialog: 'credentials', place })
    },
    [remember],
  )
  const places = useMemo(
    () => offered(placesAccess.places, accounts ?? [], complete, index.roles),
    [placesAccess.places, accounts, complete, index.roles],
  )
  const nameOf = useCallback(
    (accountId: string) => accounts?.find(account => account.accountId === accountId)?.accountName ?? accountId,
    [accounts],
  )
  const close = () => setOpen(undefined)

  return (
    <PlacesProvider value={placesAccess}>
      <SpaceBetween size="l">
        {error && <FailureNotice title="Your accounts could not be loaded" error={error} onRetry={retry} />}
        <QuickAccess places={places} nameOf={nameOf} onKeys={openKeys} />
        {(accounts || !error) && (
          <AccountList
            accounts={accounts}
            complete={complete}
            index={index}
            onKeys={openKeys}
            onShortcut={() => setOpen({ dialog: 'shortcut' })}
          />
        )}
      </SpaceBetween>
      <Suspense fallback={null}>
        {open?.dialog === 'credentials' && (
          <CredentialsDialog place={open.place} accountName={nameOf(open.place.accountId)} onClose={close} />
        )}
        {open?.dialog === 'shortcut' && <ShortcutDialog accounts={accounts ?? []} index={index} onClose={close} />}
      </Suspense>
    </PlacesProvider>
  )
}

/** Fetches the dialogs when the page has come to rest: they are no part of the first load, yet open without a wait. */
function useDialogsAhead(ready: boolean): void {
  useEffect(() => {
    if (!ready) return
    const timer = setTimeout(() => void Promise.allSettled([loadCredentialsDialog(), loadShortcutDialog()]), 1000)
    return () => clearTimeout(timer)
  }, [ready])
}
