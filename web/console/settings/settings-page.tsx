import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import { AccessKeys } from './access-keys.tsx'
import { IdentitySource } from './identity-source.tsx'
import { InstanceSettings } from './instance-settings.tsx'
import { MailOutbox } from './mail-outbox.tsx'
import { MultiFactor } from './mfa-settings.tsx'
import { PasswordSettings } from './password-settings.tsx'
import { SessionSettings } from './session-settings.tsx'

const tabs = [
  { id: 'instance', label: 'Instance', content: <InstanceSettings /> },
  { id: 'sessions', label: 'Sessions', content: <SessionSettings /> },
  { id: 'passwords', label: 'Passwords', content: <PasswordSettings /> },
  { id: 'mfa', label: 'MFA', content: <MultiFactor /> },
  { id: 'identity-source', label: 'Identity source', content: <IdentitySource /> },
  { id: 'api-access', label: 'API access', content: <AccessKeys /> },
  { id: 'mails', label: 'Mail outbox', content: <MailOutbox /> },
]

export default function SettingsPage() {
  return (
    <Page title="Settings">
      <ViewTabs label="Settings" tabs={tabs} />
    </Page>
  )
}
