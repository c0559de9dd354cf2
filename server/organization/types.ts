import type { Page, PageRequest } from '#server/base/paging.ts'

export type AccountStatus = 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE'

export interface Account {
  /** Twelve digits. */
  readonly accountId: string
  readonly name: string
  readonly email: string
  readonly status: AccountStatus
  readonly joinedMethod: 'INVITED' | 'CREATED'
  readonly joinedAt: number
  /** Root (`r-…`) or organizational unit (`ou-…`). */
  readonly parentId: string
}

export interface OrganizationalUnit {
  /** `ou-{root part}-{8 characters}` */
  readonly unitId: string
  readonly name: string
  readonly parentId: string
  readonly createdAt: number
}

/** AWS's words for what became of a CreateAccount call. */
export type AccountFailure = 'EMAIL_ALREADY_EXISTS' | 'ACCOUNT_LIMIT_EXCEEDED'

export interface AccountRequest {
  /** `car-` and 32 hex digits. */
  readonly requestId: string
  readonly accountName: string
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  readonly accountId?: string
  readonly failure?: AccountFailure
  readonly requestedAt: number
  readonly completedAt: number
}

export type ParentType = 'ROOT' | 'ORGANIZATIONAL_UNIT'

export interface ControlPolicy {
  readonly id: string
  readonly document: string
}

/** What other capabilities ask of the organization. All methods read. */
export interface Organization {
  account(accountId: string): Promise<Account | undefined>
  /** Those of these that there are, in any order. */
  accountsNamed(accountIds: readonly string[]): Promise<readonly Account[]>
  /** Service control policies that bind the account, one list per level from the root to the account; empty lists bind nothing. */
  controlPolicies(accountId: string): Promise<readonly (readonly ControlPolicy[])[]>
}

/** Reads by page. A parent that is not there is refused; see `organizationRefusals`. */
export interface OrganizationReads extends Organization {
  /** @throws Refusal `organization.account_missing` */
  describeAccount(accountId: string): Promise<Account>
  accounts(page: PageRequest): Promise<Page<Account>>
  /** In the order of their names. */
  allAccounts(): Promise<readonly Account[]>
  allUnits(): Promise<readonly OrganizationalUnit[]>
  /** @throws Refusal `organization.parent_missing` */
  accountsIn(parentId: string, page: PageRequest): Promise<Page<Account>>
  /** @throws Refusal `organization.parent_missing` */
  unitsIn(parentId: string, page: PageRequest): Promise<Page<OrganizationalUnit>>
  /** @throws Refusal `organization.unit_missing` */
  unit(unitId: string): Promise<OrganizationalUnit>
  /** The parent of an account or organizational unit. @throws Refusal `organization.child_missing` */
  parentOf(childId: string): Promise<{ readonly id: string; readonly type: ParentType }>
  /** Ids from the root to the parent of this object. */
  pathTo(parentId: string): Promise<readonly string[]>
  /** @throws Refusal `organization.request_missing` */
  accountRequest(requestId: string): Promise<AccountRequest>
  accountRequests(states: readonly AccountRequest['state'][], page: PageRequest): Promise<Page<AccountRequest>>
}

/** Filled by the cloud: prepares an account that has just joined. Idempotent; runs after the account's unit. */
export interface OpensAccounts {
  openAccount(accountId: string): Promise<void>
}
