import type { Operation } from '../operation.ts'
import { changeOperations } from './organizations-changes.ts'
import type { OrganizationsNeeds } from './organizations-ground.ts'
import { readOperations } from './organizations-reads.ts'

/** Organizations: the one organization, its accounts and units. */
export const organizationsOperations = (needs: OrganizationsNeeds): readonly Operation[] => [
  ...readOperations(needs),
  ...changeOperations(needs),
]
