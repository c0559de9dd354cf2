import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { CloudRole, RoleSummary, Tag } from '../types.ts'

export interface RoleStore {
  summary(accountId: string, roleName: string): Promise<RoleSummary | undefined>
  /** With its policies. */
  find(accountId: string, roleName: string): Promise<CloudRole | undefined>
  /** In the order of the names, folded. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<RoleSummary>>
  names(accountId: string, prefix: string): Promise<readonly string[]>
  count(accountId: string): Promise<number>
  add(role: RoleSummary): Promise<void>
  set(roleId: string, changes: RoleChanges): Promise<void>
  /** With all that belongs to it. */
  remove(roleId: string): Promise<void>
  putPolicy(roleId: string, policyName: string, document: string): Promise<void>
  /** @returns whether there was one */
  removePolicy(roleId: string, policyName: string): Promise<boolean>
  attach(roleId: string, policyArn: string): Promise<void>
  /** @returns whether it was attached */
  detach(roleId: string, policyArn: string): Promise<boolean>
  /** In the order of the keys, folded. */
  tags(roleId: string): Promise<readonly Tag[]>
  putTags(roleId: string, tags: readonly Tag[]): Promise<void>
  removeTags(roleId: string, keys: readonly string[]): Promise<void>
}

/** Null takes the value away. */
export interface RoleChanges {
  readonly trustPolicy?: string
  readonly description?: string | null
  readonly maxSessionDuration?: number
  readonly boundaryArn?: string | null
}

/** Sorts after every text that begins with the prefix: no name or path goes beyond ASCII. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`

const fold = (name: string): string => name.toLowerCase()

export const roleStore = (db: Db): RoleStore => ({
  ...roleReads(db),
  ...roleWrites(db),
  ...policyRows(db),
  ...tagRows(db),
})

function roleReads(db: Db): Pick<RoleStore, 'summary' | 'find' | 'list' | 'names' | 'count'> {
  const summary = async (accountId: string, roleName: string) => {
    const row = await db
      .selectFrom('cloud_role')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('folded_name', '=', fold(roleName))
      .executeTakeFirst()
    return row && roleSummary(row)
  }
  return {
    summary,
    async find(accountId, roleName) {
      const role = await summary(accountId, roleName)
      return role && { ...role, ...(await policiesOf(db, role.roleId)) }
    },
    async list(accountId, pathPrefix, { limit, after }) {
      let select = db
        .selectFrom('cloud_role')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('path', '>=', pathPrefix)
        .where('path', '<', endOf(pathPrefix))
      if (after !== undefined) select = select.where('folded_name', '>', after)
      const rows = await select
        .orderBy('folded_name')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, row => row.folded_name, roleSummary)
    },
    async names(accountId, prefix) {
      const rows = await db
        .selectFrom('cloud_role')
        .select('role_name')
        .where('account_id', '=', accountId)
        .where('folded_name', '>=', fold(prefix))
        .where('folded_name', '<', endOf(fold(prefix)))
        .orderBy('folded_name')
        .execute()
      return rows.map(row => row.role_name)
    },
    async count(accountId) {
      const { count } = await db
        .selectFrom('cloud_role')
        .select(eb => eb.fn.countAll<number>().as('count'))
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
  }
}

function roleWrites(db: Db): Pick<RoleStore, 'add' | 'set' | 'remove'> {
  return {
    async add(role) {
      await db.insertInto('cloud_role').values(roleRow(role)).execute()
    },
    async set(roleId, changes) {
      const set = Object.fromEntries(Object.entries(columnsOf(changes)).filter(([, value]) => value !== undefined))
      if (Object.keys(set).length === 0) return
      await db.updateTable('cloud_role').set(set).where('role_id', '=', roleId).execute()
    },
    async remove(roleId) {
      for (const table of ['cloud_role_policy', 'cloud_role_attachment', 'cloud_role_tag', 'cloud_role'] as const)
        await db.deleteFrom(table).where('role_id', '=', roleId).execute()
    },
  }
}

function policyRows(db: Db): Pick<RoleStore, 'putPolicy' | 'removePolicy' | 'attach' | 'detach'> {
  return {
    async putPolicy(roleId, policyName, document) {
      await db
        .insertInto('cloud_role_policy')
        .values({ role_id: roleId, policy_name: policyName, document })
        .onConflict(c => c.columns(['role_id', 'policy_name']).doUpdateSet({ document }))
        .execute()
    },
    async removePolicy(roleId, policyName) {
      const { numDeletedRows } = await db
        .deleteFrom('cloud_role_policy')
        .where('role_id', '=', roleId)
        .where('policy_name', '=', policyName)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    async attach(roleId, policyArn) {
      await db
        .insertInto('cloud_role_attachment')
        .values({ role_id: roleId, policy_arn: policyArn })
        .onConflict(c => c.doNothing())
        .execute()
    },
    async detach(roleId, policyArn) {
      const { numDeletedRows } = await db
        .deleteFrom('cloud_role_attachment')
        .where('role_id', '=', roleId)
        .where('policy_arn', '=', policyArn)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}

function tagRows(db: Db): Pick<RoleStore, 'tags' | 'putTags' | 'removeTags'> {
  return {
    tags: roleId =>
      db
        .selectFrom('cloud_role_tag')
        .select(['key', 'value'])
        .where('role_id', '=', roleId)
        .orderBy('folded_key')
        .execute(),
    async putTags(roleId, tags) {
      if (tags.length === 0) return
      const rows = tags.map(({ key, value }) => ({ role_id: roleId, folded_key: fold(key), key, value }))
      await db
        .insertInto('cloud_role_tag')
        .values(rows)
        .onConflict(c =>
          c.columns(['role_id', 'folded_key']).doUpdateSet(eb => ({
            key: eb.ref('excluded.key'),
            value: eb.ref('excluded.value'),
          })),
        )
        .execute()
    },
    async removeTags(roleId, keys) {
      if (keys.length === 0) return
      await db
        .deleteFrom('cloud_role_tag')
        .where('role_id', '=', roleId)
        .where('folded_key', 'in', keys.map(fold))
        .execute()
    },
  }
}

async function policiesOf(db: Db, roleId: string): Promise<Pick<CloudRole, 'inlinePolicies' | 'attachedPolicies'>> {
  const inline = await db
    .selectFrom('cloud_role_policy')
    .select(['policy_name', 'document'])
    .where('role_id', '=', roleId)
    .orderBy('policy_name')
    .execute()
  const attached = await db
    .selectFrom('cloud_role_attachment')
    .select('policy_arn')
    .where('role_id', '=', roleId)
    .orderBy('policy_arn')
    .execute()
  return {
    inlinePolicies: Object.fromEntries(inline.map(row => [row.policy_name, row.document])),
    attachedPolicies: attached.map(row => row.policy_arn),
  }
}

function roleSummary(row: Tables['cloud_role']): RoleSummary {
  return {
    arn: arn('role', { account: row.account_id, path: row.path, roleName: row.role_name }),
    accountId: row.account_id,
    roleId: row.role_id,
    roleName: row.role_name,
    path: row.path,
    trustPolicy: row.trust_policy,
    ...(row.description === null ? {} : { description: row.description }),
    maxSessionDuration: row.max_session_duration,
    ...(row.boundary_arn === null ? {} : { boundaryArn: row.boundary_arn }),
    createdAt: row.created_at,
  }
}

const roleRow = (role: RoleSummary): Tables['cloud_role'] => ({
  role_id: role.roleId,
  account_id: role.accountId,
  role_name: role.roleName,
  folded_name: fold(role.roleName),
  path: role.path,
  trust_policy: role.trustPolicy,
  description: role.description ?? null,
  max_session_duration: role.maxSessionDuration,
  boundary_arn: role.boundaryArn ?? null,
  created_at: role.createdAt,
})

const columnsOf = (changes: RoleChanges) => ({
  trust_policy: changes.trustPolicy,
  description: changes.description,
  max_session_duration: changes.maxSessionDuration,
  boundary_arn: changes.boundaryArn,
})
