import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import Table from '@cloudscape-design/components/table'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { formatInstant } from '../../kit/time.ts'
import { RecoveryDialog, RemoveDialog, RenameDialog } from './device-dialogs.tsx'
import { type Device, type Devices, kindOf, unmanagedBecause, useDevices } from './devices.ts'

type Open = { readonly dialog: 'rename' | 'remove'; readonly device: Device } | { readonly dialog: 'codes' }

/** One's own devices for the second factor. Registering one happens on the server's own pages, as it does at a sign-in. */
export default function DevicesPage() {
  const { data, error, refetch } = useDevices()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <SpaceBetween size="l">
      <Link href="#/">Back to the access portal</Link>
      {error && <FailureNotice title="Your devices could not be read" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && (
        <output className="opening">
          <Spinner size="large" /> Reading your devices
        </output>
      )}
      {data && <DeviceTable {...data} onOpen={setOpen} />}
      {data && <Recovery {...data} onOpen={() => setOpen({ dialog: 'codes' })} />}
      {open?.dialog === 'rename' && <RenameDialog device={open.device} onClose={close} />}
      {open?.dialog === 'remove' && (
        <RemoveDialog device={open.device} last={data?.devices.length === 1} onClose={close} />
      )}
      {open?.dialog === 'codes' && <RecoveryDialog left={data?.recoveryCodes ?? 0} onClose={close} />}
    </SpaceBetween>
  )
}

const disabledFor = (because: string | undefined) =>
  because === undefined ? {} : { disabled: true, disabledReason: because }

const REGISTER = '/signin/devices/new'

function DeviceTable({ onOpen, ...all }: Devices & { onOpen(open: Open): void }) {
  const denied = disabledFor(unmanagedBecause(all))
  const register = (
    <Button variant="primary" href={REGISTER} {...denied}>
      Register device
    </Button>
  )
  return (
    <Table
      header={
        <Header
          variant="h1"
          counter={`(${all.devices.length})`}
          description="What you have, beside your password, to prove that it is you."
          actions={register}
        >
          MFA devices
        </Header>
      }
      ariaLabels={{ tableLabel: 'MFA devices' }}
      items={[...all.devices]}
      trackBy="deviceId"
      wrapLines
      empty={
        <Box textAlign="center" padding="m">
          <SpaceBetween size="xs">
            <b>No devices</b>
            <Box color="text-body-secondary">
              With a device, somebody who learns your password still cannot sign in as you. Register two: one may get
              lost.
            </Box>
          </SpaceBetween>
        </Box>
      }
      columnDefinitions={[
        { id: 'name', header: 'Name', cell: ({ name }) => name, isRowHeader: true, minWidth: 150 },
        { id: 'kind', header: 'Kind', cell: kindOf, minWidth: 160 },
        {
          id: 'used',
          header: 'Last used',
          cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'Never' : formatInstant(lastUsedAt)),
          minWidth: 190,
        },
        { id: 'created', header: 'Registered', cell: ({ createdAt }) => formatInstant(createdAt), minWidth: 190 },
        {
          id: 'actions',
          header: 'Actions',
          minWidth: 190,
          cell: device => (
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                {...denied}
                variant="inline-link"
                ariaLabel={`Rename ${device.name}`}
                onClick={() => onOpen({ dialog: 'rename', device })}
              >
                Rename
              </Button>
              <Button
                {...denied}
                variant="inline-link"
                ariaLabel={`Remove ${device.name}`}
                onClick={() => onOpen({ dialog: 'remove', device })}
              >
                Remove
              </Button>
            </SpaceBetween>
          ),
        },
      ]}
    />
  )
}

function Recovery({ onOpen, ...all }: Devices & { onOpen(): void }) {
  return (
    <SpaceBetween size="xs">
      <Header
        variant="h2"
        description={
          all.recoveryCodes === 0
            ? 'You have none. They let you in once each when your devices are not at hand.'
            : `${all.recoveryCodes} are left. Each lets you in once when your devices are not at hand.`
        }
        actions={
          <Button onClick={onOpen} {...disabledFor(unmanagedBecause(all))}>
            Create recovery codes
          </Button>
        }
      >
        Recovery codes
      </Header>
    </SpaceBetween>
  )
}
