import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { PermissionSetPage, PermissionSetSummary } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import { ResourceTags } from '../settings/instance-tags.tsx'
import { DeleteSet } from './delete-set.tsx'
import { Outdated } from './outdated.tsx'
import { ProvisioningProgress } from './provisioning-progress.tsx'
import { SetOverview } from './set-overview.tsx'
import { SetPolicies } from './set-policies.tsx'
import { SetRoles } from './set-roles.tsx'
import type { SetOf } from './steps.ts'
import { type Known, useDefinition } from './use-definition.ts'

const above = [{ text: 'Permission sets', href: '#/permission-sets' }]

export default function SetPage({ ids: { setId = '' } }: ViewProps) {
  const { portal } = useSession()
  const InstanceArn = portal.instanceArn
  const PermissionSetArn = `${InstanceArn.replace(':instance/', ':permissionSet/')}/${setId}`
  const set = { InstanceArn, PermissionSetArn }
  const { data, error, refetch } = useDefinition(set)
  const summary = useSummary(PermissionSetArn)
  if (data === undefined)
    return (
      <Page title="Permission set" above={above}>
        {error ? (
          <FailureNotice title="The permission set could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Box>
            <Spinner /> Loading the permission set
          </Box>
        )}
      </Page>
    )
  const { name, description } = data.definition
  return (
    <Page
      title={name}
      description={description}
      above={above}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <DeleteSet set={set} name={name} summary={summary} />
          <ActionButton
            variant="primary"
            needs={[{ action: 'sso:CreateAccountAssignment' }]}
            href={assignHref({ permissionSetArns: PermissionSetArn })}
          >
            Assign
          </ActionButton>
        </SpaceBetween>
      }
    >
      {summary && <Outdated set={set} summary={summary} />}
      <ProvisioningProgress set={set} name={name} accounts={summary?.accounts ?? 0} />
      <ViewTabs label={`About ${name}`} tabs={tabsOf(set, data, summary)} />
    </Page>
  )
}

/** How it stands in the accounts; a change, or somebody else, may alter that at any time. */
function useSummary(permissionSetArn: string): PermissionSetSummary | undefined {
  const { data } = useRead<PermissionSetPage>('/permission-sets', { permissionSetArn }, { refetchInterval: 5_000 })
  return data?.permissionSets[0]
}

function tabsOf(set: SetOf, known: Known, summary: PermissionSetSummary | undefined) {
  const arn = set.PermissionSetArn
  const query = { permissionSetArn: arn }
  const { definition } = known
  return [
    { id: 'overview', label: 'Overview', content: <SetOverview set={set} known={known} summary={summary} /> },
    { id: 'policies', label: 'Policies', content: <SetPolicies set={set} definition={definition} /> },
    { id: 'roles', label: 'Where it is provisioned', content: <SetRoles set={set} name={definition.name} /> },
    {
      id: 'assignments',
      label: 'Assignments',
      content: <AssignmentTable query={query} without={['set']} assignHref={assignHref({ permissionSetArns: arn })} />,
    },
    {
      id: 'tags',
      label: 'Tags',
      content: <ResourceTags instanceArn={set.InstanceArn} resourceArn={arn} empty="The permission set has no tags." />,
    },
    {
      id: 'events',
      label: 'Events',
      content: <EventTable query={{ resourceName: arn }} title="Events about this permission set" />,
    },
  ]
}
