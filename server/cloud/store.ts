import type { Sealer } from '#server/storage/index.ts'
import type { Db } from '#server/storage/tables.ts'
import { type AccountStore, accountStore } from './accounts/store.ts'
import { type ConsoleStore, consoleStore } from './console/store.ts'
import { type PolicyStore, policyStore } from './policies/store.ts'
import { type ProviderStore, providerStore } from './providers/store.ts'
import { type RoleStore, roleStore } from './roles/store.ts'
import { type IssuedStore, issuedStore } from './sessions/issued-store.ts'
import { type IamUserStore, iamUserStore } from './users/store.ts'

/** All rows of the embedded cloud, over one connection or one unit of work. */
export interface CloudStores {
  readonly accounts: AccountStore
  readonly roles: RoleStore
  readonly policies: PolicyStore
  readonly providers: ProviderStore
  readonly users: IamUserStore
  readonly consoles: ConsoleStore
  readonly issued: IssuedStore
}

export const cloudStores = (db: Db, sealer: Sealer): CloudStores => ({
  accounts: accountStore(db),
  roles: roleStore(db),
  policies: policyStore(db),
  providers: providerStore(db),
  users: iamUserStore(db, sealer),
  consoles: consoleStore(db, sealer),
  issued: issuedStore(db),
})
