import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { EventPage, ProvisionedRole, ProvisionedRolePage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { FailureFacts } from '../assignments/failure-facts.tsx'
import { ActionButton } from '../forms/action-button.tsx'
import { setIdOf } from '../frame/links.tsx'
import { hrefOf } from '../frame/location.ts'
import { assignHref } from '../list/assignment-table.tsx'

/** More are in the list, by their state. */
const EXPLAINED = 5

const UNDONE = 'The assignments that needed the role were undone: assign them again, or continue their batch.'

interface FailedRolesProps {
  /** Of an account or of a permission set. */
  readonly of: { readonly accountId: string } | { readonly permissionSetArn: string }
  onProvision(role: ProvisionedRole): void
}

/** Why roles failed, who must act, and the way on. */
export function FailedRoles({ of, onProvision }: FailedRolesProps) {
  const { data } = useRead<ProvisionedRolePage>('/provisioned-roles', { ...of, state: 'failed', limit: EXPLAINED })
  if (data === undefined || data.roles.length === 0) return null
  return (
    <SpaceBetween size="s">
      {data.roles.map(role => (
        <FailedRole
          key={`${role.accountId} ${role.permissionSetArn}`}
          role={role}
          onProvision={() => onProvision(role)}
        />
      ))}
    </SpaceBetween>
  )
}

interface FailedRoleProps {
  readonly role: ProvisionedRole
  onProvision(): void
}

function FailedRole({ role, onProvision }: FailedRoleProps) {
  const { accountId, accountName, permissionSetArn, permissionSetName, assignments, error } = role
  const code = useCode(role)
  const set = hrefOf(['permission-sets', setIdOf(permissionSetArn)])
  return (
    <FailureFacts
      title={`${permissionSetName} could not be provisioned in ${accountName} (${accountId})`}
      text={error ?? 'No reason was recorded.'}
      {...(assignments > 0 ? {} : { afterwards: UNDONE })}
      links={[
        <Link key="set" href={set}>
          Permission set {permissionSetName}
        </Link>,
        code !== undefined && (
          <Link
            key="code"
            href={`/help/${encodeURIComponent(code)}`}
            external
            externalIconAriaLabel="Opens in a new tab"
          >
            More about {code}
          </Link>
        ),
      ]}
      action={
        assignments > 0 ? (
          <ActionButton needs={[{ action: 'sso:ProvisionPermissionSet' }]} onClick={onProvision}>
            Provision again
          </ActionButton>
        ) : (
          <Button href={assignHref({ accountIds: accountId, permissionSetArns: permissionSetArn })}>
            Assign again
          </Button>
        )
      }
    />
  )
}

/** The code of the refusal, which the event of the last attempt has. */
function useCode({ accountId, roleArn }: ProvisionedRole): string | undefined {
  const { data } = useRead<EventPage>('/events', { accountId, resourceName: roleArn, limit: 10 })
  const codes = data?.events.map(({ record }) => record.errorCode).filter(code => typeof code === 'string')
  return codes?.find(code => code.includes('.'))
}
