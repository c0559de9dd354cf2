import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { browserStorage } from '../../kit/stored.ts'
import { unmanagedBecause, useDevices } from './devices.ts'

const KEY = 'portico.mfa-banner'

/** Asks whoever came in without a device to register one; once a visit is enough. */
export function DeviceBanner() {
  const { data } = useDevices()
  const [dismissed, setDismissed] = useState(() => browserStorage('sessionStorage')?.getItem(KEY) === 'dismissed')
  if (dismissed || data === undefined || data.devices.length > 0 || unmanagedBecause(data) !== undefined) return null
  return (
    <div className="notice">
      <Alert
        type="info"
        statusIconAriaLabel="Note"
        header="Protect your sign-in with a second factor"
        action={<Button href="/signin/devices/new">Register device</Button>}
        dismissible
        dismissAriaLabel="Not now"
        onDismiss={() => {
          browserStorage('sessionStorage')?.setItem(KEY, 'dismissed')
          setDismissed(true)
        }}
      >
        You have no device yet. With one, somebody who learns your password still cannot sign in as you.
      </Alert>
    </div>
  )
}
