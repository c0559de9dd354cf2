import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Modal from '@cloudscape-design/components/modal'
import Select, { type SelectProps } from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useEffect, useState } from 'react'
import { CodeBlock } from '../kit/code-block.tsx'
import { useSession } from '../kit/session.ts'
import type { useRoleIndex } from './access.ts'
import type { Account } from './access-api.ts'
import { shortcutUrl } from './route.ts'
import { accountLabel } from './search.ts'

interface ShortcutDialogProps {
  readonly accounts: readonly Account[]
  readonly index: ReturnType<typeof useRoleIndex>
  readonly onClose: () => void
}

const anyRole: SelectProps.Option = { value: '', label: 'Let the person choose' }

export default function ShortcutDialog({ accounts, index, onClose }: ShortcutDialogProps) {
  const { startUrl } = useSession().portal
  const [accountId, setAccountId] = useState<string>()
  const [roleName, setRoleName] = useState('')
  const [destination, setDestination] = useState('')
  const problem = problemOf(destination)
  const link = accountId && !problem ? shortcutUrl(startUrl, { accountId, roleName, destination }) : undefined
  const { want } = index
  useEffect(() => {
    if (accountId) want(accountId)
  }, [want, accountId])

  return (
    <Modal
      visible
      header="Create shortcut"
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onClose}>Close</Button>
            <CopyToClipboard
              textToCopy={link ?? ''}
              disabled={link === undefined}
              copyButtonText="Copy link"
              copySuccessText="Link copied"
              copyErrorText="The browser did not allow to copy"
            />
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">
          A link to bookmark or to hand on. It gives no access: it works for those who are assigned to the account.
        </Box>
        <AccountField
          accounts={accounts}
          accountId={accountId}
          onChange={id => {
            setAccountId(id)
            setRoleName('')
          }}
        />
        <RoleField roles={accountId ? index.roles.get(accountId) : []} roleName={roleName} onChange={setRoleName} />
        <FormField
          label="Destination (optional)"
          description="The page of the AWS console to open; otherwise that of the permission set, or the console's home."
          errorText={problem}
        >
          <Input
            type="url"
            inputMode="url"
            value={destination}
            placeholder="https://console.aws.amazon.com/…"
            onChange={({ detail }) => setDestination(detail.value)}
          />
        </FormField>
        {link && <CodeBlock label="link" text={link} />}
      </SpaceBetween>
    </Modal>
  )
}

interface AccountFieldProps {
  readonly accounts: readonly Account[]
  readonly accountId: string | undefined
  readonly onChange: (accountId: string) => void
}

function AccountField({ accounts, accountId, onChange }: AccountFieldProps) {
  const options = accounts.map(account => ({
    value: account.accountId,
    label: accountLabel(account),
    description: account.accountId,
  }))
  return (
    <FormField label="Account">
      <Select
        options={options}
        selectedOption={options.find(option => option.value === accountId) ?? null}
        filteringType="auto"
        virtualScroll
        placeholder="Choose an account"
        filteringAriaLabel="Find an account"
        filteringPlaceholder="Name or id"
        filteringClearAriaLabel="Clear"
        empty="No account is assigned to you"
        noMatch="No account found"
        selectedAriaLabel="Selected"
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  )
}

interface RoleFieldProps {
  /** Undefined while being loaded. */
  readonly roles: readonly string[] | undefined
  readonly roleName: string
  readonly onChange: (roleName: string) => void
}

function RoleField({ roles, roleName, onChange }: RoleFieldProps) {
  const options = [anyRole, ...(roles ?? []).map(role => ({ value: role, label: role }))]
  return (
    <FormField label="Permission set (optional)">
      <Select
        options={options}
        selectedOption={options.find(option => option.value === roleName) ?? anyRole}
        statusType={roles ? 'finished' : 'loading'}
        loadingText="Loading permission sets"
        selectedAriaLabel="Selected"
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  )
}

function problemOf(destination: string): string | undefined {
  if (destination === '' || /^https?:$/.test(URL.parse(destination)?.protocol ?? '')) return undefined
  return 'The destination must be a whole address that begins with https://'
}
