import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { PermissionSetSummary } from '../api/types.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { setIdOf } from '../frame/links.tsx'
import { hrefOf, useLocation } from '../frame/location.ts'
import { onSet } from './needs.ts'
import { isWatching, provisionCall, useProvision } from './provisioning.ts'
import type { SetOf } from './steps.ts'

interface OutdatedProps {
  readonly set: SetOf
  readonly summary: PermissionSetSummary
}

/** A change reaches accounts only when it is provisioned there. */
export function Outdated({ set, summary }: OutdatedProps) {
  const { mutate, isPending, error } = useProvision(set)
  const { outdated, accounts, name } = summary
  if (outdated === 0) return <Failed set={set} summary={summary} />
  return (
    <Alert
      type="warning"
      statusIconAriaLabel="Warning"
      header={`${countOf(outdated)} of ${accounts.toLocaleString()} ${outdated === 1 ? 'has' : 'have'} an older version of ${name}`}
      action={
        <ActionButton
          needs={onSet('ProvisionPermissionSet', set.PermissionSetArn)}
          loading={isPending}
          onClick={() => mutate('all')}
        >
          Provision to {countOf(outdated)}
        </ActionButton>
      }
    >
      <SpaceBetween size="s">
        <span>People who enter there still get what the permission set was before.</span>
        <CommandView calls={[provisionCall(set)]} />
        {error && <FailureNotice title="It was not asked for" error={error} />}
      </SpaceBetween>
    </Alert>
  )
}

/** Where it failed, unless the page says so already. */
function Failed({ set, summary: { failed, name } }: OutdatedProps) {
  const { query } = useLocation()
  if (failed === 0 || query.get('tab') === 'roles' || isWatching(query)) return null
  const href = hrefOf(['permission-sets', setIdOf(set.PermissionSetArn)], { tab: 'roles', state: 'failed' })
  return (
    <Alert type="error" statusIconAriaLabel="Error" action={<Button href={href}>See why</Button>}>
      {name} could not be provisioned in {countOf(failed)}.
    </Alert>
  )
}

const countOf = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'account' : 'accounts'}`
