import type { CloudNeeds } from './needs.ts'
import { type IamPolicies, iamPolicies } from './policies/service.ts'
import { type IamProviders, iamProviders } from './providers/service.ts'
import { type IamRoles, iamRoles } from './roles/service.ts'
import { type IamUsers, iamUsers } from './users/service.ts'

/** IAM for the principals of an account, over their own account. */
export interface IamService {
  readonly roles: IamRoles
  readonly policies: IamPolicies
  readonly providers: IamProviders
  readonly users: IamUsers
}

export const iamService = (needs: CloudNeeds): IamService => ({
  roles: iamRoles(needs),
  policies: iamPolicies(needs),
  providers: iamProviders(needs),
  users: iamUsers(needs),
})
