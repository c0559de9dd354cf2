import Link from '@cloudscape-design/components/link'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { formatInstant } from '../../kit/time.ts'
import type { NamedPrincipal, ProvisionedRole } from '../api/types.ts'
import { hrefOf } from './location.ts'

/** `ps-…`, which addresses name a permission set by. */
export const setIdOf = (permissionSetArn: string): string => permissionSetArn.split('/').at(-1) ?? ''

export const AccountLink = ({ id, name }: { readonly id: string; readonly name: string }) => (
  <Link href={hrefOf(['accounts', id])}>{name}</Link>
)

export const SetLink = ({ arn, name }: { readonly arn: string; readonly name: string }) => (
  <Link href={hrefOf(['permission-sets', setIdOf(arn)])}>{name}</Link>
)

/** One that is gone has no page any more. */
export function PrincipalLink({ principalType, principalId, name, deletedAt }: NamedPrincipal) {
  if (deletedAt !== undefined)
    return (
      <StatusIndicator type="warning">
        {name} was deleted {formatInstant(deletedAt)}: nobody gets anything by this, and it can be removed
      </StatusIndicator>
    )
  const kind = principalType === 'USER' ? 'users' : 'groups'
  return <Link href={hrefOf([kind, principalId])}>{name}</Link>
}

export const kindOf = ({ principalType }: Pick<NamedPrincipal, 'principalType'>): string =>
  principalType === 'USER' ? 'User' : 'Group'

export const UserStatus = ({ status }: { readonly status: 'ENABLED' | 'DISABLED' }) =>
  status === 'ENABLED' ? (
    <StatusIndicator type="success">Enabled</StatusIndicator>
  ) : (
    <StatusIndicator type="stopped">Disabled</StatusIndicator>
  )

/** How the roles of an account or permission set are, in one line. */
export function ProvisioningSummary(of: {
  readonly outdated: number
  readonly failed: number
  readonly roles: number
}) {
  if (of.failed > 0) return <StatusIndicator type="error">{of.failed} failed</StatusIndicator>
  if (of.outdated > 0) return <StatusIndicator type="warning">{of.outdated} outdated</StatusIndicator>
  if (of.roles === 0) return <StatusIndicator type="stopped">Nothing provisioned</StatusIndicator>
  return <StatusIndicator type="success">Up to date</StatusIndicator>
}

const roleStates = {
  current: ['success', 'Up to date'],
  outdated: ['warning', 'Outdated'],
  working: ['in-progress', 'Being provisioned'],
  failed: ['error', 'Failed'],
} as const

export function RoleState({ state }: Pick<ProvisionedRole, 'state'>) {
  const [type, text] = roleStates[state]
  return <StatusIndicator type={type}>{text}</StatusIndicator>
}
