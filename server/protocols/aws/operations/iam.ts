import type { Operation } from '../operation.ts'
import type { IamNeeds } from './iam-inputs.ts'
import { iamPolicyOperations } from './iam-policies.ts'
import { iamProviderOperations } from './iam-providers.ts'
import { iamRoleOperations } from './iam-roles.ts'
import { iamUserOperations } from './iam-users.ts'

export type { IamNeeds } from './iam-inputs.ts'

/** IAM of an account, for its own principals. */
export const iamOperations = (needs: IamNeeds): readonly Operation[] => [
  ...iamRoleOperations(needs),
  ...iamPolicyOperations(needs),
  ...iamProviderOperations(needs),
  ...iamUserOperations(needs),
]
