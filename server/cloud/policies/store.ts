import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { arn } from '#server/formats/aws/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { ManagedPolicy, Tag } from '../types.ts'

/** A policy without how often it is used. */
export type PolicyRow = Omit<ManagedPolicy, 'attachmentCount' | 'boundaryCount'> & { readonly accountId: string }

export interface PolicyUse {
  readonly attachmentCount: number
  readonly boundaryCount: number
}

/** Customer managed policies. Those of AWS have no rows. */
export interface PolicyStore {
  find(accountId: string, policyName: string): Promise<PolicyRow | undefined>
  /** In the order of the names, folded. */
  list(accountId: string, pathPrefix: string, page: PageRequest): Promise<Page<PolicyRow>>
  /** How often the roles and users of the account use each of these policies. */
  use(accountId: string, policyArns: readonly string[]): Promise<ReadonlyMap<string, PolicyUse>>
  add(policy: PolicyRow): Promise<void>
  remove(policyId: string): Promise<void>
}

const fold = (name: string): string => name.toLowerCase()

export function policyStore(db: Db): PolicyStore {
  return {
    async find(accountId, policyName) {
      const row = await db
        .selectFrom('cloud_policy')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('folded_name', '=', fold(policyName))
        .executeTakeFirst()
      return row && policyOf(row)
    },
    async list(accountId, pathPrefix, { limit, after }) {
      let select = db
        .selectFrom('cloud_policy')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('path', '>=', pathPrefix)
        .where('path', '<', `${pathPrefix}\u{10FFFF}`)
      if (after !== undefined) select = select.where('folded_name', '>', after)
      const rows = await select
        .orderBy('folded_name')
        .limit(limit + 1)
        .execute()
      return pageOf(rows, limit, row => row.folded_name, policyOf)
    },
    use: (accountId, policyArns) => useOf(db, accountId, policyArns),
    async add(policy) {
      await db.insertInto('cloud_policy').values(rowOf(policy)).execute()
    },
    async remove(policyId) {
      await db.deleteFrom('cloud_policy').where('policy_id', '=', policyId).execute()
    },
  }
}

async function useOf(db: Db, accountId: string, arns: readonly string[]): Promise<ReadonlyMap<string, PolicyUse>> {
  if (arns.length === 0) return new Map()
  const roles = await db
    .selectFrom('cloud_role_attachment')
    .innerJoin('cloud_role', 'cloud_role.role_id', 'cloud_role_attachment.role_id')
    .select(eb => ['policy_arn as arn', eb.fn.countAll<number>().as('count')])
    .where('account_id', '=', accountId)
    .where('policy_arn', 'in', arns)
    .groupBy('policy_arn')
    .execute()
  const users = await db
    .selectFrom('cloud_user_attachment')
    .innerJoin('cloud_user', 'cloud_user.user_id', 'cloud_user_attachment.user_id')
    .select(eb => ['policy_arn as arn', eb.fn.countAll<number>().as('count')])
    .where('account_id', '=', accountId)
    .where('policy_arn', 'in', arns)
    .groupBy('policy_arn')
    .execute()
  const boundaries = await db
    .selectFrom('cloud_role')
    .select(eb => ['boundary_arn as arn', eb.fn.countAll<number>().as('count')])
    .where('account_id', '=', accountId)
    .where('boundary_arn', 'in', arns)
    .groupBy('boundary_arn')
    .execute()
  const sum = (rows: readonly { arn: string | null; count: number }[], of: string) =>
    rows.filter(row => row.arn === of).reduce((total, row) => total + Number(row.count), 0)
  return new Map(
    arns.map(of => [of, { attachmentCount: sum([...roles, ...users], of), boundaryCount: sum(boundaries, of) }]),
  )
}

const policyOf = (row: Tables['cloud_policy']): PolicyRow => ({
  arn: arn('policy', { account: row.account_id, path: row.path, policyName: row.policy_name }),
  accountId: row.account_id,
  policyId: row.policy_id,
  policyName: row.policy_name,
  path: row.path,
  document: row.document,
  ...(row.description === null ? {} : { description: row.description }),
  tags: JSON.parse(row.tags) as readonly Tag[],
  createdAt: row.created_at,
})

const rowOf = (policy: PolicyRow): Tables['cloud_policy'] => ({
  policy_id: policy.policyId,
  account_id: policy.accountId,
  policy_name: policy.policyName,
  folded_name: fold(policy.policyName),
  path: policy.path,
  document: policy.document,
  description: policy.description ?? null,
  tags: JSON.stringify(policy.tags),
  created_at: policy.createdAt,
})
