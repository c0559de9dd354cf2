import { type Assignments, assignments } from './assignments.ts'
import { entitlements } from './entitlements.ts'
import type { AccessNeeds } from './needs.ts'
import { type PermissionSets, permissionSets } from './permission-sets.ts'
import { type Tags, tags } from './tags.ts'
import type { Entitlements } from './types.ts'

export interface AccessService {
  readonly permissionSets: PermissionSets
  readonly assignments: Assignments
  readonly entitlements: Entitlements
  readonly tags: Tags
}

export const access = (needs: AccessNeeds): AccessService => ({
  permissionSets: permissionSets(needs),
  assignments: assignments(needs),
  entitlements: entitlements(needs),
  tags: tags(needs),
})
