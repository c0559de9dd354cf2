import type { ExpressionBuilder } from 'kysely'
import { pageOf } from '#server/base/paging.ts'
import type { PrincipalType } from '#server/directory/index.ts'
import { statement } from '#server/storage/statement.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import { customerPolicyOf } from './customer-policy.ts'
import { revocationStore, revocationsOfRole } from './revocation-store.ts'
import type {
  AccessStore,
  AssignmentState,
  AssignmentStore,
  PermissionSetStore,
  RequestStore,
  StoredAssignment,
  TagStore,
} from './stored.ts'
import type {
  AccessRequest,
  Assignment,
  PermissionsBoundary,
  Principal,
  RequestKind,
  RequestStatus,
  RoleKey,
  SettlesRequests,
  StoredPermissionSet,
} from './types.ts'

export const accessStore = (db: Db): AccessStore => ({
  ...permissionSets(db),
  ...assignmentRows(db),
  ...assignmentLists(db),
  ...requests(db),
  ...settling(db),
  ...tags(db),
  ...revocationStore(db),
})

const permissionSets = (db: Db): PermissionSetStore => ({
  permissionSet: async permissionSetId => setOf(await setBy.permission_set_id(db, { value: permissionSetId })),
  permissionSetByName: async name => setOf(await setBy.name(db, { value: name })),
  async permissionSetIds({ limit, after = '' }) {
    const rows = await db
      .selectFrom('permission_set')
      .select('permission_set_id')
      .where('permission_set_id', '>', after)
      .orderBy('permission_set_id')
      .limit(limit + 1)
      .execute()
    const id = (row: { permission_set_id: string }) => row.permission_set_id
    return pageOf(rows, limit, id, id)
  },
  async permissionSetCount() {
    const count = db.selectFrom('permission_set').select(eb => eb.fn.countAll<number>().as('count'))
    return Number((await count.executeTakeFirstOrThrow()).count)
  },
  async addPermissionSet(set) {
    await db.insertInto('permission_set').values(permissionSetRow(set)).execute()
  },
  async updatePermissionSet(set) {
    const { permission_set_id, ...row } = permissionSetRow(set)
    await db.updateTable('permission_set').set(row).where('permission_set_id', '=', permission_set_id).execute()
  },
  async deletePermissionSet(permissionSetId) {
    await db.deleteFrom('permission_set_policy').where('permission_set_id', '=', permissionSetId).execute()
    await db.deleteFrom('permission_set').where('permission_set_id', '=', permissionSetId).execute()
  },
  async addPolicy(permissionSetId, policy) {
    await db.insertInto('permission_set_policy').values({ permission_set_id: permissionSetId, policy }).execute()
  },
  async removePolicy(permissionSetId, policy) {
    await db
      .deleteFrom('permission_set_policy')
      .where('permission_set_id', '=', permissionSetId)
      .where('policy', '=', policy)
      .execute()
  },
})

const setWhere = (column: 'permission_set_id' | 'name') =>
  statement((db, { value }: { readonly value: string }) =>
    db
      .selectFrom('permission_set as s')
      .leftJoin('permission_set_policy as p', 'p.permission_set_id', 's.permission_set_id')
      .selectAll('s')
      .select('p.policy')
      .where(`s.${column}`, '=', value)
      .orderBy('p.policy'),
  )

const setBy = { permission_set_id: setWhere('permission_set_id'), name: setWhere('name') }

type SetRow = Tables['permission_set'] & { readonly policy: string | null }

/** @param rows one for each policy of the permission set, or one without */
function setOf(rows: readonly SetRow[]): StoredPermissionSet | undefined {
  const [row] = rows
  if (row === undefined) return undefined
  const names = rows.flatMap(({ policy }) => policy ?? [])
  return {
    permissionSetId: row.permission_set_id,
    name: row.name,
    ...(row.description === null ? {} : { description: row.description }),
    sessionDuration: row.session_duration,
    ...(row.relay_state === null ? {} : { relayState: row.relay_state }),
    createdAt: row.created_at,
    version: row.version,
    managedPolicies: names.filter(name => !name.startsWith('/')),
    customerPolicies: names.filter(name => name.startsWith('/')).map(customerPolicyOf),
    ...(row.inline_policy === null ? {} : { inlinePolicy: row.inline_policy }),
    ...(row.boundary === null ? {} : { boundary: JSON.parse(row.boundary) as PermissionsBoundary }),
  }
}

const permissionSetRow = (set: StoredPermissionSet): Tables['permission_set'] => ({
  permission_set_id: set.permissionSetId,
  name: set.name,
  description: set.description ?? null,
  session_duration: set.sessionDuration,
  relay_state: set.relayState ?? null,
  inline_policy: set.inlinePolicy ?? null,
  boundary: set.boundary === undefined ? null : JSON.stringify(set.boundary),
  created_at: set.createdAt,
  version: set.version,
})

type AssignmentRows = Pick<AssignmentStore, 'assignment' | 'addAssignment' | 'endAssignment' | 'removeAssignment'>

const assignmentRows = (db: Db): AssignmentRows => ({
  async assignment(assignment) {
    const row = await db.selectFrom('assignment').selectAll().where(isAssignment(assignment)).executeTakeFirst()
    return row && assignmentOf(row)
  },
  async addAssignment(assignment, at) {
    const { accountId, permissionSetId, principalType, principalId } = assignment
    await db
      .insertInto('assignment')
      .values({
        account_id: accountId,
        permission_set_id: permissionSetId,
        principal_type: principalType,
        principal_id: principalId,
        state: 'creating',
        created_at: at,
      })
      .onConflict(c =>
        c
          .columns(['account_id', 'permission_set_id', 'principal_type', 'principal_id'])
          .doUpdateSet({ state: 'creating' })
          .where('assignment.state', '=', 'deleting'),
      )
      .execute()
  },
  async endAssignment(assignment) {
    await db.updateTable('assignment').set({ state: 'deleting' }).where(isAssignment(assignment)).execute()
  },
  async removeAssignment(assignment) {
    await db.deleteFrom('assignment').where(isAssignment(assignment)).execute()
  },
})

const assignmentLists = (db: Db): Omit<AssignmentStore, keyof AssignmentRows> => ({
  async anyAssignmentIn(accountId) {
    const assigned = db.selectFrom('assignment').select('account_id').where('account_id', '=', accountId)
    return (await assigned.where('state', '!=', 'deleting').limit(1).executeTakeFirst()) !== undefined
  },
  async assignmentsOfRole(role, { limit, after }) {
    let select = db.selectFrom('assignment').selectAll().where(isOfRole(role)).where('state', '!=', 'creating')
    if (after !== undefined) select = select.where(eb => isAfter(eb, PRINCIPAL_KEY, after))
    const rows = await select
      .orderBy('principal_type')
      .orderBy('principal_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => keyOf(row, PRINCIPAL_KEY), assignmentOf)
  },
  async assignmentsOf(principals, accountId, { limit, after }) {
    let select = db
      .selectFrom('assignment')
      .selectAll()
      .where(eb => isOfOneOf(eb, principals))
      .where('state', '!=', 'creating')
    if (accountId !== undefined) select = select.where('account_id', '=', accountId)
    if (after !== undefined) select = select.where(eb => isAfter(eb, ASSIGNMENT_KEY, after))
    for (const column of ASSIGNMENT_KEY) select = select.orderBy(column)
    const rows = await select.limit(limit + 1).execute()
    return pageOf(rows, limit, row => keyOf(row, ASSIGNMENT_KEY), assignmentOf)
  },
  async accountsOfPermissionSet(permissionSetId) {
    const rows = await db
      .selectFrom('assignment')
      .select('account_id')
      .distinct()
      .where('permission_set_id', '=', permissionSetId)
      .orderBy('account_id')
      .execute()
    return rows.map(row => row.account_id)
  },
  async otherPermissionSets({ accountId, permissionSetId }) {
    const count = db
      .selectFrom('assignment')
      .select(eb => eb.fn.count<number>('permission_set_id').distinct().as('count'))
      .where('account_id', '=', accountId)
      .where('permission_set_id', '!=', permissionSetId)
    return Number((await count.executeTakeFirstOrThrow()).count)
  },
  async activeAccounts(principals) {
    const rows = await db
      .selectFrom('assignment')
      .select('account_id')
      .distinct()
      .where(eb => isOfOneOf(eb, principals))
      .where('state', '=', 'active')
      .orderBy('account_id')
      .execute()
    return rows.map(row => row.account_id)
  },
  async inAccount(principals, accountId) {
    const rows = await db
      .selectFrom('assignment')
      .innerJoin('permission_set', 'permission_set.permission_set_id', 'assignment.permission_set_id')
      .selectAll('assignment')
      .select('permission_set.name')
      .where(eb => isOfOneOf(eb, principals))
      .where('account_id', '=', accountId)
      .orderBy('permission_set.name')
      .execute()
    return rows.map(row => ({ ...assignmentOf(row), name: row.name }))
  },
})

type Where = ExpressionBuilder<Tables, 'assignment'>
type KeyColumn = 'account_id' | 'permission_set_id' | 'principal_type' | 'principal_id'
const PRINCIPAL_KEY = ['principal_type', 'principal_id'] as const
export const ASSIGNMENT_KEY = ['account_id', 'permission_set_id', ...PRINCIPAL_KEY] as const

const isOfRole = (role: RoleKey) => (eb: Where) =>
  eb.and({ account_id: role.accountId, permission_set_id: role.permissionSetId })

const isAssignment = (assignment: Assignment) => (eb: Where) => eb.and([isOfRole(assignment)(eb), isOf(eb, assignment)])

const isOf = (eb: Where, { principalType, principalId }: Principal) =>
  eb.and({ principal_type: principalType, principal_id: principalId })

/** Groups by their ids in one list, so that the index by principal is searched once for each type. */
export const isOfOneOf = (eb: Where, principals: readonly Principal[]) =>
  eb.or(
    (['USER', 'GROUP'] as const).flatMap(type => {
      const ids = principals.filter(({ principalType }) => principalType === type).map(({ principalId }) => principalId)
      return ids.length === 0 ? [] : [eb.and([eb('principal_type', '=', type), eb('principal_id', 'in', ids)])]
    }),
  )

/** None of the parts holds a space. */
export const keyOf = (row: Tables['assignment'], columns: readonly KeyColumn[]): string =>
  columns.map(column => row[column]).join(' ')

/** Rows whose key is greater: the first column that differs decides. */
export function isAfter(eb: Where, columns: readonly KeyColumn[], after: string) {
  const values = after.split(' ')
  return eb.or(
    columns.map((column, place) =>
      eb.and([
        ...columns.slice(0, place).map((before, index) => eb(before, '=', values[index] ?? '')),
        eb(column, '>', values[place] ?? ''),
      ]),
    ),
  )
}

type Named = Pick<Tables['assignment'], KeyColumn>

/** Which assignment a row names. */
export const targetOf = (row: Named): Assignment => ({
  accountId: row.account_id,
  permissionSetId: row.permission_set_id,
  principalType: row.principal_type as PrincipalType,
  principalId: row.principal_id,
})

export const assignmentOf = (row: Tables['assignment']): StoredAssignment => ({
  ...targetOf(row),
  state: row.state as AssignmentState,
})

const requests = (db: Db): RequestStore => ({
  async request(kind, requestId) {
    const row = await db
      .selectFrom('access_request')
      .selectAll()
      .where('request_id', '=', requestId)
      .where('kind', '=', kind)
      .executeTakeFirst()
    return row && requestOf(row)
  },
  async requests(kind, status, { limit, after = '' }) {
    let select = db.selectFrom('access_request').selectAll().where('kind', '=', kind).where('request_id', '>', after)
    if (status !== undefined) select = select.where('status', '=', status)
    const rows = await select
      .orderBy('request_id')
      .limit(limit + 1)
      .execute()
    return pageOf(rows, limit, row => row.request_id, requestOf)
  },
  async addRequest(request) {
    const row = {
      request_id: request.requestId,
      kind: request.kind,
      status: request.status,
      failure_reason: request.failureReason ?? null,
      permission_set_id: request.permissionSetId,
      account_id: request.accountId ?? null,
      principal_type: request.principal?.principalType ?? null,
      principal_id: request.principal?.principalId ?? null,
      created_at: request.createdAt,
      settled_at: request.status === 'IN_PROGRESS' ? null : request.createdAt,
    }
    await db.insertInto('access_request').values(row).execute()
  },
  async forgetRequests(before) {
    // A batch reads what became of its rows from their requests, which end after it was made: it goes first.
    const old = db.selectFrom('assignment_batch').select('batch_id').where('created_at', '<', before)
    await db.deleteFrom('assignment_batch_row').where('batch_id', 'in', old).execute()
    await db.deleteFrom('assignment_batch').where('created_at', '<', before).execute()
    const { numDeletedRows } = await db.deleteFrom('access_request').where('settled_at', '<', before).executeTakeFirst()
    return Number(numDeletedRows)
  },
})

const requestOf = (row: Tables['access_request']): AccessRequest => ({
  requestId: row.request_id,
  kind: row.kind as RequestKind,
  status: row.status as RequestStatus,
  ...(row.failure_reason === null ? {} : { failureReason: row.failure_reason }),
  permissionSetId: row.permission_set_id,
  ...(row.account_id === null ? {} : { accountId: row.account_id }),
  ...(row.principal_type === null || row.principal_id === null
    ? {}
    : { principal: { principalType: row.principal_type as PrincipalType, principalId: row.principal_id } }),
  createdAt: row.created_at,
})

/** What becomes of the assignment of a request. One that has been asked for otherwise meanwhile is in another state. */
const ENDS: Readonly<Record<string, { readonly from: AssignmentState; readonly to?: AssignmentState }>> = {
  'assign SUCCEEDED': { from: 'creating', to: 'active' },
  'assign FAILED': { from: 'creating' },
  'unassign SUCCEEDED': { from: 'deleting' },
  'unassign FAILED': { from: 'deleting', to: 'active' },
}

const settling = (db: Db): SettlesRequests => ({
  async wanted(role) {
    const assigned = await db
      .selectFrom('assignment')
      .select('principal_id')
      .where(isOfRole(role))
      .where('state', '!=', 'deleting')
      .limit(1)
      .executeTakeFirst()
    const set = assigned && (await permissionSets(db).permissionSet(role.permissionSetId))
    return set && { ...set, revocations: await revocationsOfRole(db, role) }
  },
  async settle(requestId, { failure, last, at }) {
    const row = await db
      .selectFrom('access_request')
      .selectAll()
      .where('request_id', '=', requestId)
      .where('status', '=', 'IN_PROGRESS')
      .executeTakeFirst()
    if (row === undefined) return
    // The first failure of several is the one that is told.
    const failure_reason = row.failure_reason ?? failure ?? null
    const status = failure_reason === null ? 'SUCCEEDED' : 'FAILED'
    const change = last ? { failure_reason, status, settled_at: at } : { failure_reason }
    await db.updateTable('access_request').set(change).where('request_id', '=', requestId).execute()
    const end = last ? ENDS[`${row.kind} ${status}`] : undefined
    const { accountId, principal, permissionSetId } = requestOf(row)
    if (end === undefined || accountId === undefined || principal === undefined) return
    const which = isAssignment({ accountId, permissionSetId, ...principal })
    if (end.to === undefined) await db.deleteFrom('assignment').where(which).where('state', '=', end.from).execute()
    else await db.updateTable('assignment').set({ state: end.to }).where(which).where('state', '=', end.from).execute()
  },
})

const tags = (db: Db): TagStore => ({
  tags: resource =>
    db.selectFrom('access_tag').select(['key', 'value']).where('resource', '=', resource).orderBy('key').execute(),
  async putTags(resource, tags) {
    if (tags.length === 0) return
    await db
      .insertInto('access_tag')
      .values(tags.map(({ key, value }) => ({ resource, key, value })))
      .onConflict(c => c.columns(['resource', 'key']).doUpdateSet(eb => ({ value: eb.ref('excluded.value') })))
      .execute()
  },
  async removeTags(resource, keys) {
    if (keys.length === 0) return
    await db.deleteFrom('access_tag').where('resource', '=', resource).where('key', 'in', keys).execute()
  },
  async instanceName(instanceId) {
    const row = await db
      .selectFrom('instance_name')
      .select('name')
      .where('instance_id', '=', instanceId)
      .executeTakeFirst()
    return row?.name
  },
  async nameInstance(instanceId, name) {
    await db
      .insertInto('instance_name')
      .values({ instance_id: instanceId, name })
      .onConflict(c => c.column('instance_id').doUpdateSet({ name }))
      .execute()
  },
})
