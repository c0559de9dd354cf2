import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { ProvisionedRolePage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { FailureFacts } from '../assignments/failure-facts.tsx'
import { setIdOf } from '../frame/links.tsx'
import { hrefOf, useLocation } from '../frame/location.ts'
import { type ProvisioningStatus, stopWatching, useWatched } from './provisioning.ts'
import type { SetOf } from './steps.ts'

interface ProvisioningProgressProps {
  readonly set: SetOf
  readonly name: string
  /** That have it. */
  readonly accounts: number
}

/** More are in the table. */
const EXPLAINED = 3

/** How far what was asked for is; it goes on by itself on the server. */
export function ProvisioningProgress({ set, name, accounts }: ProvisioningProgressProps) {
  const { query } = useLocation()
  const { total, known, error } = useWatched(set)
  const done = known.filter(({ Status }) => Status !== 'IN_PROGRESS')
  const failed = done.filter(({ Status }) => Status === 'FAILED')
  const isOver = total > 0 && done.length === total
  useReadAgain(isOver)
  if (total === 0) return null
  if (error) return <FailureNotice title="How far provisioning is could not be read" error={error} />
  const roles = hrefOf(['permission-sets', setIdOf(set.PermissionSetArn)], { tab: 'roles', state: 'failed' })
  if (!isOver)
    return <Working set={set} name={name} accounts={accounts} done={done.length} total={total} failed={failed.length} />
  if (failed.length === 0)
    return (
      <Alert
        type="success"
        statusIconAriaLabel="Success"
        dismissible
        dismissAriaLabel="Dismiss"
        onDismiss={stopWatching}
      >
        {name} was provisioned{total > 1 ? ` in ${total.toLocaleString()} accounts` : ''}.
      </Alert>
    )
  // There each account says itself why it failed.
  if (query.get('tab') === 'roles') return null
  return (
    <SpaceBetween size="s">
      {failed.slice(0, EXPLAINED).map(one => (
        <FailureFacts
          key={one.RequestId}
          title={titleOf(name, one)}
          text={one.FailureReason ?? 'No reason was given.'}
          action={<Button onClick={stopWatching}>Dismiss</Button>}
          links={[
            <Link key="roles" href={roles}>
              All accounts where it failed
            </Link>,
          ]}
        />
      ))}
    </SpaceBetween>
  )
}

const titleOf = (name: string, { AccountId }: ProvisioningStatus): string =>
  AccountId === undefined
    ? `${name} could not be provisioned everywhere`
    : `${name} could not be provisioned in ${AccountId}`

interface WorkingProps extends ProvisioningProgressProps {
  readonly done: number
  readonly total: number
  readonly failed: number
}

/** One request for all accounts says nothing of each: then the roles that are still to be done are counted. */
function Working({ set, name, accounts, done, total, failed }: WorkingProps) {
  const query = { permissionSetArn: set.PermissionSetArn, state: 'working', limit: 200 }
  const { data } = useRead<ProvisionedRolePage>('/provisioned-roles', query, { refetchInterval: 1_000 })
  const isOne = total === 1
  const left = Math.min(data?.roles.length ?? accounts, accounts)
  const value = isOne ? (accounts - left) / Math.max(accounts, 1) : done / total
  const counted = isOne
    ? `${left}${data?.next === undefined ? '' : ' or more'} of ${accounts} accounts left`
    : `${done} of ${total} accounts done${failed > 0 ? `, ${failed} failed` : ''}`
  return (
    <ProgressBar
      value={100 * value}
      label={`Provisioning ${name}`}
      description="It goes on when this page is closed."
      additionalInfo={counted}
    />
  )
}

/** The table and the counts follow at once. */
function useReadAgain(isOver: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['api'] })
  }, [isOver, queries])
}
