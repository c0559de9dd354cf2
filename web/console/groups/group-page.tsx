import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { AssignmentPage, MemberPage } from '../api/types.ts'
import { useAws, useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { go } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import { GroupFields } from './group-fields.tsx'
import { GroupMembers } from './group-members.tsx'

export interface Group {
  readonly GroupId: string
  readonly DisplayName: string
  readonly Description?: string
  readonly ExternalIds?: readonly { readonly Issuer: string; readonly Id: string }[]
}

const above = [{ text: 'Groups', href: '#/groups' }]

export default function GroupPage({ ids: { groupId = '' } }: ViewProps) {
  const { portal } = useSession()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const input = { IdentityStoreId: portal.identityStoreId, GroupId: groupId }
  const { data: group, error, refetch } = useAws<Group>('identitystore', 'DescribeGroup', input)
  if (group === undefined)
    return (
      <Page title="Group" above={above}>
        {error ? (
          <FailureNotice title="The group could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Box>Loading the group</Box>
        )}
      </Page>
    )
  const query = { principalType: 'GROUP', principalId: groupId }
  const access = <AssignmentTable query={query} without={['principal']} assignHref={assignHref({ groupId })} />
  const tabs = [
    { id: 'members', label: 'Members', content: <GroupMembers group={group} /> },
    { id: 'access', label: 'AWS accounts', content: access },
    {
      id: 'events',
      label: 'Events',
      content: <EventTable query={{ resourceName: groupId }} title="Events about this group" />,
    },
  ]
  return (
    <Page
      title={group.DisplayName}
      description={group.Description}
      above={above}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <ActionButton needs={[{ action: 'identitystore:UpdateGroup' }]} onClick={() => setOpen('edit')}>
            Edit
          </ActionButton>
          <ActionButton needs={[{ action: 'identitystore:DeleteGroup' }]} onClick={() => setOpen('delete')}>
            Delete
          </ActionButton>
        </SpaceBetween>
      }
    >
      <Facts
        facts={[
          ['Group id', <Copied key="id" value={group.GroupId} name="group id" />],
          ...(group.ExternalIds ?? []).map(({ Issuer, Id }) => [`External id at ${Issuer}`, Id] as const),
        ]}
      />
      <ViewTabs label={`About ${group.DisplayName}`} tabs={tabs} />
      {open === 'edit' && <EditGroup group={group} onClose={() => setOpen(undefined)} />}
      {open === 'delete' && <DeleteGroup group={group} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

interface DialogProps {
  readonly group: Group
  onClose(): void
}

function EditGroup({ group, onClose }: DialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const before = { displayName: group.DisplayName, description: group.Description ?? '' }
  const [fields, setFields] = useState(before)
  const operations = (['displayName', 'description'] as const).flatMap(path => {
    const value = fields[path].trim()
    if (value === before[path]) return []
    return [value === '' ? { AttributePath: path } : { AttributePath: path, AttributeValue: value }]
  })
  const input = { IdentityStoreId: portal.identityStoreId, GroupId: group.GroupId, Operations: operations }
  const update = useChange((_: undefined, api) => api.aws('identitystore', 'UpdateGroup', input))
  const save = () =>
    update.mutate(undefined, {
      onSuccess: () => {
        notify({ text: `${fields.displayName} was changed.` })
        onClose()
      },
    })
  return (
    <Modal
      visible
      header={`Edit group ${group.DisplayName}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              onClick={save}
              loading={update.isPending}
              disabled={operations.length === 0 || fields.displayName.trim() === ''}
              disabledReason="Nothing is different yet, or the name is missing"
            >
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <GroupFields fields={fields} onChange={setFields} />
        <CommandView calls={[{ service: 'identitystore', operation: 'UpdateGroup', input }]} />
        {update.error && <FailureNotice title="The group was not changed" error={update.error} />}
      </SpaceBetween>
    </Modal>
  )
}

function DeleteGroup({ group, onClose }: DialogProps) {
  const { portal } = useSession()
  const notify = useNotify()
  const input = { IdentityStoreId: portal.identityStoreId, GroupId: group.GroupId }
  return (
    <DeleteDialog
      title={`Delete group ${group.DisplayName}`}
      name={group.DisplayName}
      consequences={<Losses groupId={group.GroupId} />}
      calls={[{ service: 'identitystore', operation: 'DeleteGroup', input }]}
      onDelete={api => api.aws('identitystore', 'DeleteGroup', input)}
      onDone={() => {
        notify({ text: `${group.DisplayName} was deleted.` })
        go('#/groups')
      }}
      onDismiss={onClose}
    />
  )
}

function Losses({ groupId }: { readonly groupId: string }) {
  const members = useRead<MemberPage>(`/groups/${groupId}/members`, { limit: 200 })
  const access = useRead<AssignmentPage>('/assignments', { principalType: 'GROUP', principalId: groupId, limit: 200 })
  const assignments = access.data?.assignments ?? []
  return (
    <SpaceBetween size="s">
      <Box>A deleted group cannot be brought back. One of the same name that is created later gets nothing of this:</Box>
      <ul>
        <li>
          {members.data === undefined ? '…' : members.data.members.length}
          {members.data?.next && ' and more'} members lose what they have by this group
        </li>
        <li>
          {assignments.length}
          {access.data?.next && ' and more'} assignments end
        </li>
      </ul>
      {assignments.length > 0 && (
        <Box color="text-body-secondary">
          {assignments
            .slice(0, 5)
            .map(one => `${one.permissionSetName} in ${one.accountName}`)
            .join(', ')}
          {assignments.length > 5 && ' …'}
        </Box>
      )}
    </SpaceBetween>
  )
}
