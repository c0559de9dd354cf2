import type { Operation } from '../operation.ts'
import { assignmentOperations } from './sso-admin-assignments.ts'
import { documentOperations } from './sso-admin-documents.ts'
import type { SsoAdminNeeds } from './sso-admin-ground.ts'
import { instanceOperations } from './sso-admin-instances.ts'
import { permissionSetOperations } from './sso-admin-permission-sets.ts'
import { policyListOperations } from './sso-admin-policies.ts'
import { provisioningOperations } from './sso-admin-provisioning.ts'
import { requestOperations } from './sso-admin-requests.ts'
import { tagOperations } from './sso-admin-tags.ts'

export { batchNeeds } from './sso-admin-assignments.ts'
export { takingPlaceOf } from './sso-admin-ground.ts'
export { provisionNeeds } from './sso-admin-provisioning.ts'

/** sso-admin: instance, permission sets, assignments, provisioning and tags. */
export const ssoAdminOperations = (needs: SsoAdminNeeds): readonly Operation[] => [
  ...instanceOperations(needs),
  ...permissionSetOperations(needs),
  ...policyListOperations(needs),
  ...documentOperations(needs),
  ...assignmentOperations(needs),
  ...requestOperations(needs),
  ...provisioningOperations(needs),
  ...tagOperations(needs),
]
