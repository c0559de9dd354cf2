import Modal from '@cloudscape-design/components/modal'
import Tabs from '@cloudscape-design/components/tabs'
import { type ReactNode, useState } from 'react'
import type { Place } from '../places.ts'
import { CliSignIn } from './cli-sign-in.tsx'
import { CredentialsFile, EnvironmentVariables, SingleValues } from './key-forms.tsx'
import { Keys, type ShownKeys, useKeys } from './keys.tsx'

interface CredentialsDialogProps {
  readonly place: Place
  readonly accountName: string
  readonly onClose: () => void
}

/** Three forms of one set of keys, and the better way: letting the AWS CLI sign in and renew keys by itself. */
export default function CredentialsDialog({ place, accountName, onClose }: CredentialsDialogProps) {
  const [tab, setTab] = useState('environment')
  const keys = useKeys(place, tab !== 'cli')
  const withKeys = (form: (keys: ShownKeys) => ReactNode) => <Keys {...keys}>{form}</Keys>
  return (
    <Modal
      visible
      size="large"
      header={
        <>
          Access keys: {place.roleName}
          <small className="modal-place">
            {accountName} · {place.accountId}
          </small>
        </>
      }
      closeAriaLabel="Close"
      onDismiss={onClose}
    >
      <Tabs
        ariaLabel="Ways to use the permission set"
        activeTabId={tab}
        onChange={({ detail }) => setTab(detail.activeTabId)}
        i18nStrings={{ scrollLeftAriaLabel: 'Scroll left', scrollRightAriaLabel: 'Scroll right' }}
        tabs={[
          {
            id: 'environment',
            label: 'Environment variables',
            content: withKeys(shown => <EnvironmentVariables {...shown} />),
          },
          {
            id: 'file',
            label: 'Credentials file',
            content: withKeys(shown => <CredentialsFile place={place} {...shown} />),
          },
          { id: 'values', label: 'Single values', content: withKeys(shown => <SingleValues {...shown} />) },
          { id: 'cli', label: 'AWS CLI sign-in', content: <CliSignIn place={place} /> },
        ]}
      />
    </Modal>
  )
}
