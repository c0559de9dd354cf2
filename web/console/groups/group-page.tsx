import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import { useAws } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { hrefOf } from '../frame/location.ts'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import type { Group } from './group.ts'
import { DeleteGroup, EditGroup } from './group-dialogs.tsx'
import { GroupMembers } from './group-members.tsx'

const above = [{ text: 'Groups', href: '#/groups' }]

export default function GroupPage({ ids: { groupId = '' } }: ViewProps) {
  const { portal } = useSession()
  const input = { IdentityStoreId: portal.identityStoreId, GroupId: groupId }
  const { data: group, error, refetch } = useAws<Group>('identitystore', 'DescribeGroup', input)
  if (group === undefined)
    return (
      <Page title="Group" above={above}>
        {error ? (
          <FailureNotice title="The group could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Box>
            <Spinner /> Loading the group
          </Box>
        )}
      </Page>
    )
  return (
    <Page
      title={group.DisplayName}
      description={group.Description}
      above={above}
      actions={<GroupActions group={group} />}
    >
      <Facts
        facts={[
          ['Group id', <Copied key="id" value={group.GroupId} name="group id" />],
          ['Created', instantOf(group.CreatedAt)],
          ['Last changed', instantOf(group.UpdatedAt)],
          ...(group.ExternalIds ?? []).map(({ Issuer, Id }) => [`External id at ${Issuer}`, Id] as const),
        ]}
      />
      <ViewTabs label={`About ${group.DisplayName}`} tabs={tabsOf(group)} />
    </Page>
  )
}

/** The AWS APIs say seconds. */
const instantOf = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : formatInstant(seconds * 1000)

function tabsOf(group: Group) {
  const groupId = group.GroupId
  const about = { resourceName: groupId }
  const query = { principalType: 'GROUP', principalId: groupId }
  return [
    { id: 'members', label: 'Members', content: <GroupMembers group={group} /> },
    {
      id: 'access',
      label: 'AWS accounts',
      content: <AssignmentTable query={query} without={['principal']} assignHref={assignHref({ groupId })} />,
    },
    {
      id: 'events',
      label: 'Events',
      content: (
        <EventTable
          query={about}
          title="Events about the group"
          actions={<Button href={hrefOf(['events'], about)}>Open in the event history</Button>}
        />
      ),
    },
  ]
}

function GroupActions({ group }: { readonly group: Group }) {
  const [open, setOpen] = useState<'edit' | 'delete'>()
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <ActionButton needs={[{ action: 'identitystore:UpdateGroup' }]} onClick={() => setOpen('edit')}>
          Edit
        </ActionButton>
        <ActionButton needs={[{ action: 'identitystore:DeleteGroup' }]} onClick={() => setOpen('delete')}>
          Delete
        </ActionButton>
      </SpaceBetween>
      {open === 'edit' && <EditGroup group={group} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && <DeleteGroup group={group} onClose={() => setOpen(undefined)} />}
    </>
  )
}
