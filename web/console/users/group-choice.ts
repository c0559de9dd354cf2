import type { GroupPage, GroupSummary } from '../api/types.ts'
import type { Choice } from '../forms/choose-dialog.tsx'

/** Groups to be joined. */
export const groupChoice: Choice<GroupSummary, GroupPage> = {
  id: 'choose-groups',
  title: 'All groups',
  path: '/groups',
  rows: page => page.groups,
  rowId: ({ groupId }) => groupId,
  columns: [
    {
      id: 'displayName',
      header: 'Group',
      cell: ({ displayName }) => displayName,
      sort: 'displayName',
      rowHeader: true,
    },
    { id: 'description', header: 'Description', cell: ({ description }) => description ?? '' },
    { id: 'members', header: 'Members', cell: ({ members }) => members.toLocaleString() },
  ],
  search: 'Find groups by the beginning of a word',
  label: ({ displayName }) => displayName,
}

export const membershipCall = (IdentityStoreId: string, GroupId: string, UserId: string) => ({
  service: 'identitystore' as const,
  operation: 'CreateGroupMembership',
  input: { IdentityStoreId, GroupId, MemberId: { UserId } },
})

export const leaveCall = (IdentityStoreId: string, MembershipId: string) => ({
  service: 'identitystore' as const,
  operation: 'DeleteGroupMembership',
  input: { IdentityStoreId, MembershipId },
})
