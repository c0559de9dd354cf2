import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Dialog } from '../dialog.tsx'
import { ConfirmedNotice } from './confirmed-notice.tsx'
import { type Device, newRecoveryCodes, removeDevice, renameDevice, useDeviceChange } from './devices.ts'

const noticeOf = (error: unknown) => error != null && <ConfirmedNotice title="It was not done" error={error} />

interface OfDevice {
  readonly device: Device
  onClose(): void
}

export function RenameDialog({ device, onClose }: OfDevice) {
  const [name, setName] = useState(device.name)
  const rename = useDeviceChange(renameDevice)
  return (
    <Dialog
      title={`Rename ${device.name}`}
      verb="Rename"
      busy={rename.isPending}
      notice={noticeOf(rename.error)}
      onSubmit={() => rename.mutate({ deviceId: device.deviceId, name }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <FormField label="Name" constraintText="1 to 64 characters, unlike those of your other devices">
        <Input value={name} onChange={({ detail }) => setName(detail.value)} autoFocus autoComplete={false} />
      </FormField>
    </Dialog>
  )
}

export function RemoveDialog({ device, onClose, last }: OfDevice & { readonly last: boolean }) {
  const remove = useDeviceChange(removeDevice)
  return (
    <Dialog
      title={`Remove ${device.name}`}
      verb="Remove"
      busy={remove.isPending}
      notice={noticeOf(remove.error)}
      onSubmit={() => remove.mutate(device.deviceId, { onSuccess: onClose })}
      onClose={onClose}
    >
      It proves nothing any more, and browsers that you trusted ask for a second factor again.
      {last && ' It is your last device: how you sign in without one is for your administrator to say.'}
    </Dialog>
  )
}

export function RecoveryDialog({ left, onClose }: { readonly left: number; onClose(): void }) {
  const create = useDeviceChange((_: undefined) => newRecoveryCodes())
  if (create.data) return <CodesDialog codes={create.data.codes} onClose={onClose} />
  return (
    <Dialog
      title="Create recovery codes"
      verb="Create"
      busy={create.isPending}
      notice={noticeOf(create.error)}
      onSubmit={() => create.mutate(undefined)}
      onClose={onClose}
    >
      Ten codes for when your devices are not at hand. Each works once, in place of a device.
      {left > 0 && ` The ${left} that are left of the codes before work no more.`}
    </Dialog>
  )
}

const CodesDialog = ({ codes, onClose }: { readonly codes: readonly string[]; onClose(): void }) => (
  <Modal
    visible
    header="Your recovery codes"
    closeAriaLabel="Close"
    onDismiss={onClose}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={onClose}>
          I have kept them
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Box>
        They are shown this once. Print them, or keep them in a password manager; not on the device they replace.
      </Box>
      <CodeBlock label="Recovery codes" text={codes.join('\n')} />
    </SpaceBetween>
  </Modal>
)
