import Box from '@cloudscape-design/components/box'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { formatInstant } from '../../kit/time.ts'
import type { DevicesOfUser, MfaSettings } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { EachDialog } from '../forms/each-dialog.tsx'
import { FormDialog } from '../forms/form-dialog.tsx'
import { perform } from '../forms/use-each.ts'
import { useNotify } from '../frame/notices.tsx'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { withoutDeviceFollows } from '../settings/mfa.ts'
import type { User } from './attributes.ts'

type Row = DevicesOfUser['devices'][number]
type Answer = DevicesOfUser & { readonly next?: string }

const renameNeeds = [{ action: 'sso-directory:UpdateMfaDeviceForUser' }]
const removeNeeds = [{ action: 'sso-directory:DeleteMfaDeviceForUser' }]
const pathOf = ({ UserId }: User): string => `/users/${UserId}/mfa-devices`

const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, by: ({ name }) => name, rowHeader: true, minWidth: 180 },
  { id: 'kind', header: 'Kind', cell: kindOf, by: kindOf, minWidth: 200 },
  {
    id: 'lastUsedAt',
    header: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'Never' : formatInstant(lastUsedAt)),
    by: ({ lastUsedAt = 0 }) => lastUsedAt,
    minWidth: 200,
  },
  {
    id: 'createdAt',
    header: 'Registered',
    cell: ({ createdAt }) => formatInstant(createdAt),
    by: ({ createdAt }) => createdAt,
    minWidth: 200,
  },
]

function kindOf({ kind, synced }: Row): string {
  if (kind === 'TOTP') return 'Authenticator app'
  return synced ? 'Passkey, on several devices' : 'Security key or passkey'
}

type Open = 'rename' | 'remove' | 'reset'

/** What a user proves the sign-in with beside the password. */
export function UserDevices({ user }: { readonly user: User }) {
  const { data } = useRead<Answer>(pathOf(user))
  const [chosen, setChosen] = useState<readonly Row[]>([])
  const [open, setOpen] = useState<Open>()
  const [only] = chosen
  const close = () => {
    setOpen(undefined)
    setChosen([])
  }
  const nothing = data?.devices.length === 0 && data.recoveryCodes === 0
  return (
    <>
      <ServerTable<Row, Answer>
        id="mfa-devices"
        title="MFA devices"
        description={data && recoveryText(data.recoveryCodes)}
        path={pathOf(user)}
        paged={false}
        rows={page => page.devices}
        rowId={({ deviceId }) => deviceId}
        columns={columns}
        search="Find devices by name or kind"
        selection={{ items: chosen, onChange: setChosen, label: ({ name }) => name }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionButton
              needs={renameNeeds}
              disabled={chosen.length !== 1}
              disabledReason="Choose one device first"
              onClick={() => setOpen('rename')}
            >
              Rename
            </ActionButton>
            <ActionButton
              needs={removeNeeds}
              disabled={chosen.length === 0}
              disabledReason="Choose devices first"
              onClick={() => setOpen('remove')}
            >
              Remove
            </ActionButton>
            <ActionButton
              needs={removeNeeds}
              disabled={nothing}
              disabledReason="There is nothing to reset"
              onClick={() => setOpen('reset')}
            >
              Reset all
            </ActionButton>
          </SpaceBetween>
        }
        empty={{
          title: 'No devices',
          text: 'People register devices in the access portal, under MFA devices, or when a sign-in requires one.',
        }}
      />
      {open === 'rename' && only && <RenameDevice user={user} device={only} onClose={close} />}
      {open === 'remove' && <RemoveDevices user={user} devices={chosen} onClose={close} />}
      {open === 'reset' && <ResetDevices user={user} onClose={close} />}
    </>
  )
}

const recoveryText = (left: number): string =>
  left === 0 ? 'No recovery codes.' : `${left} recovery ${left === 1 ? 'code is' : 'codes are'} left.`

interface OfUser {
  readonly user: User
  onClose(): void
}

function RenameDevice({ user, device, onClose }: OfUser & { readonly device: Row }) {
  const [name, setName] = useState(device.name)
  const notify = useNotify()
  const call = { method: 'PATCH' as const, path: `${pathOf(user)}/${device.deviceId}`, body: { name } }
  const change = useChange((_: undefined, api) => perform(api, call))
  return (
    <FormDialog
      title={`Rename ${device.name}`}
      verb="Rename"
      failed="The device was not renamed"
      needs={renameNeeds}
      incomplete={name.trim() === '' ? 'Enter a name' : undefined}
      calls={[call]}
      change={change}
      onSubmit={() =>
        change.mutate(undefined, {
          onSuccess: () => {
            notify({ text: `${device.name} is called ${name.trim()} now.` })
            onClose()
          },
        })
      }
      onDismiss={onClose}
    >
      <FormField label="Name" constraintText="1 to 64 characters, unlike the user’s other devices">
        <Input value={name} autoFocus autoComplete={false} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
    </FormDialog>
  )
}

function RemoveDevices({ user, devices, onClose }: OfUser & { readonly devices: readonly Row[] }) {
  const notify = useNotify()
  const what = devices.length === 1 ? (devices[0]?.name ?? '') : `${devices.length} devices`
  return (
    <EachDialog
      title={`Remove ${what} of ${user.UserName}`}
      verb="Remove"
      items={devices}
      label={({ name }) => name}
      callOf={({ deviceId }) => ({ method: 'DELETE', path: `${pathOf(user)}/${deviceId}` })}
      alreadySo="mfa.device_unknown"
      failed={devices.length === 1 ? 'was not removed' : 'were not removed'}
      onDone={() => {
        notify({ text: `${what} of ${user.UserName} ${devices.length === 1 ? 'was' : 'were'} removed.` })
        onClose()
      }}
      onDismiss={onClose}
    >
      They prove nothing any more, and browsers that {user.UserName} trusted ask for a second factor again.
    </EachDialog>
  )
}

function ResetDevices({ user, onClose }: OfUser) {
  const notify = useNotify()
  const { data: settings } = useRead<MfaSettings>('/settings/mfa')
  return (
    <EachDialog
      title={`Reset the second factors of ${user.UserName}`}
      verb="Reset"
      items={[user]}
      label={({ UserName }) => UserName}
      callOf={() => ({ method: 'DELETE', path: pathOf(user) })}
      failed="still has what there was"
      confirm={user.UserName}
      onDone={() => {
        notify({ text: `${user.UserName} has no second factor any more.` })
        onClose()
      }}
      onDismiss={onClose}
    >
      <SpaceBetween size="s">
        <Box>All devices, recovery codes and trusted browsers of {user.UserName} go. Open sessions stay.</Box>
        {settings && <Box>The next sign-in: {withoutDeviceFollows(settings)}</Box>}
        <Box>
          Make sure that it is {user.UserName} who asks: with a stolen password, this is what is left to get in.
        </Box>
      </SpaceBetween>
    </EachDialog>
  )
}
