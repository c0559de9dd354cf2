import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { Refusal, refusalText } from '#server/base/refusal.ts'
import type { Assignments } from './assignments.ts'
import { aboutPermissionSet, permissionSetArn } from './by-arn.ts'
import type { AccessLists } from './lists.ts'
import { refuse } from './refusals.ts'
import type { Assignment, Principal } from './types.ts'

export type BatchAction = 'assign' | 'unassign'

/** Every principal gets, or loses, every permission set in every account. */
export interface WantedBatch {
  readonly action: BatchAction
  readonly principals: readonly Principal[]
  readonly accountIds: readonly string[]
  readonly permissionSetIds: readonly string[]
}

export type RowStatus = 'waiting' | 'working' | 'succeeded' | 'failed'

export interface BatchRow extends Assignment {
  readonly status: RowStatus
  /** Of the request that carries it out; absent before, and where nothing had to be done. */
  readonly requestId?: string
  readonly failure?: string
}

export interface Batch {
  readonly batchId: string
  readonly action: BatchAction
  /** Unix ms. */
  readonly createdAt: number
  /** An ARN. */
  readonly createdBy: string
  readonly rows: number
  readonly waiting: number
  readonly working: number
  readonly succeeded: number
  readonly failed: number
  /** Rows wait and nobody works on them: the server that did has ended. */
  readonly interrupted: boolean
}

export interface BatchPreview {
  readonly rows: number
  readonly changes: number
  readonly unchanged: number
  /** Roles that come or go with it. */
  readonly roles: number
  readonly sample: readonly (Assignment & { readonly change: boolean })[]
}

/**
 * Many assignments made or removed in one pass. What is wanted is stored as rows; each is then carried out like a call of
 * its own, with its own request and event, in the name of whoever asked. What is done twice does no harm, so a batch that
 * was interrupted is simply gone on with.
 */
export interface Batches {
  /** @throws Refusal `access.batch_too_large` */
  preview(wanted: WantedBatch): Promise<BatchPreview>
  /** The rows are stored when this returns, and carried out afterwards. */
  create(author: Author, wanted: WantedBatch): Promise<Batch>
  /** Carries out what waits, and tries again what failed. @throws Refusal `access.batch_missing`, `access.batch_working` */
  resume(author: Author, batchId: string): Promise<Batch>
  /** @throws Refusal `access.batch_missing` */
  get(batchId: string): Promise<Batch>
  /** What it was made from, for judging whether somebody may go on with it. */
  wanted(batchId: string): Promise<WantedBatch>
  /** Newest first. */
  list(page: PageRequest): Promise<Page<Batch>>
  rows(batchId: string, status: RowStatus | undefined, page: PageRequest): Promise<Page<BatchRow>>
  /** When nothing is carried out here any more; what still waits is left for later. */
  stop(): Promise<void>
}

/** The row of a batch as it is stored: what became of it is read from its request. */
export interface StoredRow extends Assignment {
  readonly position: number
}

export interface RowOutcome {
  readonly position: number
  readonly outcome: 'asked' | 'unchanged' | 'refused'
  readonly requestId?: string
  readonly failure?: string
}

export interface BatchStore {
  insert(
    batch: Pick<Batch, 'batchId' | 'action' | 'createdAt' | 'createdBy'>,
    rows: readonly StoredRow[],
  ): Promise<void>
  /** @param now to tell whether it was interrupted */
  batch(batchId: string, now: number): Promise<Batch | undefined>
  batches(page: PageRequest, now: number): Promise<Page<Batch>>
  rows(batchId: string, status: RowStatus | undefined, page: PageRequest): Promise<Page<BatchRow>>
  all(batchId: string): Promise<readonly StoredRow[]>
  /** The next rows that wait. */
  next(batchId: string, limit: number): Promise<readonly StoredRow[]>
  record(batchId: string, outcomes: readonly RowOutcome[], workedUntil: number): Promise<void>
  /** Takes the work on a batch, where nobody has it. @returns whether it was free */
  take(batchId: string, now: number, workedUntil: number): Promise<boolean>
  release(batchId: string): Promise<void>
  /** What failed waits again. */
  retry(batchId: string): Promise<void>
  /** Those of these that there are, in any state but being removed. */
  existing(wanted: WantedBatch): Promise<readonly Assignment[]>
}

interface Needs {
  readonly instance: Instance
  readonly clock: Clock
  readonly random: Random
  /** Over the reader connection. */
  readonly batchStore: BatchStore
  readonly atomically: Atomically<{ readonly batches: BatchStore; readonly events: EventWriter }>
  readonly assignments: Pick<Assignments, 'assign' | 'unassign'>
  readonly lists: Pick<AccessLists, 'countOfRoles'>
  /** Says what went wrong through no fault of the caller's. */
  readonly report: (error: unknown) => void
}

const MOST_ROWS = 10_000
const SAMPLE = 100
/** Rows that are carried out side by side: they share the transactions of the store. */
const TOGETHER = 50
/** So long after its last sign of life somebody else may go on with a batch, in ms. */
const LEASE = 30_000

export function batches(needs: Needs): Batches {
  const { instance, clock, random, batchStore: store, atomically, report } = needs
  const running = new Set<Promise<void>>()
  let stopping = false
  const get = async (batchId: string): Promise<Batch> => {
    const batch = await store.batch(batchId, clock())
    if (batch === undefined) throw refuse('access.batch_missing', { observed: batchId })
    return batch
  }
  const carryOut = async (author: Author, { batchId, action }: Pick<Batch, 'batchId' | 'action'>) => {
    while (!stopping) {
      const rows = await store.next(batchId, TOGETHER)
      if (rows.length === 0) break
      const ended = await Promise.allSettled(rows.map(row => carryOutRow(needs, author, action, row)))
      // What was carried out is kept even where a fault of ours ends the run.
      const outcomes = ended.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
      await atomically(unit => unit.batches.record(batchId, outcomes, clock() + LEASE))
      for (const one of ended) if (one.status === 'rejected') throw one.reason
    }
    await atomically(unit => unit.batches.release(batchId))
  }
  const start = (author: Author, batch: Pick<Batch, 'batchId' | 'action'>) => {
    const work: Promise<void> = carryOut(author, batch)
      .catch(report)
      .finally(() => running.delete(work))
    running.add(work)
  }
  return {
    preview: wanted => preview(needs, wanted),
    async create(author, wanted) {
      const rows = rowsOf(wanted).map((row, position) => ({ ...row, position }))
      const batch = {
        batchId: uuid(random),
        action: wanted.action,
        createdAt: clock(),
        createdBy: author.identity.arn ?? author.identity.type,
      }
      await atomically(async unit => {
        await unit.batches.insert(batch, rows)
        await unit.batches.take(batch.batchId, clock(), clock() + LEASE)
        const responseElements = { batchId: batch.batchId, rows: rows.length }
        await unit.events.record(author, { responseElements, ...aboutSets(instance, wanted.permissionSetIds) })
      })
      start(author, batch)
      return get(batch.batchId)
    },
    async resume(author, batchId) {
      const batch = await get(batchId)
      const free = await atomically(async unit => {
        if (!(await unit.batches.take(batchId, clock(), clock() + LEASE))) return false
        await unit.batches.retry(batchId)
        const { permissionSetIds } = partsOf(await unit.batches.all(batchId))
        await unit.events.record(author, { responseElements: { batchId }, ...aboutSets(instance, permissionSetIds) })
        return true
      })
      if (!free) throw refuse('access.batch_working', { about: batchId, retryAfter: LEASE / 1000 })
      start(author, batch)
      return get(batchId)
    },
    get,
    async wanted(batchId) {
      const { action } = await get(batchId)
      const rows = await store.all(batchId)
      return { action, ...partsOf(rows) }
    },
    list: page => store.batches(page, clock()),
    rows: async (batchId, status, page) => store.rows((await get(batchId)).batchId, status, page),
    async stop() {
      stopping = true
      await Promise.all(running)
    },
  }
}

const aboutSets = (instance: Instance, permissionSetIds: readonly string[]) => ({
  resources: permissionSetIds.flatMap(id => aboutPermissionSet(permissionSetArn(instance, id)).resources),
})

function partsOf(rows: readonly Assignment[]): Omit<WantedBatch, 'action'> {
  const principals = new Map(
    rows.map(({ principalType, principalId }) => [principalId, { principalType, principalId }]),
  )
  return {
    principals: [...principals.values()],
    accountIds: [...new Set(rows.map(({ accountId }) => accountId))],
    permissionSetIds: [...new Set(rows.map(({ permissionSetId }) => permissionSetId))],
  }
}

/** Account by account, so that provisioning begins with whole accounts. @throws Refusal `access.batch_too_large` */
function rowsOf({ principals, accountIds, permissionSetIds }: WantedBatch): readonly Assignment[] {
  const count = principals.length * accountIds.length * permissionSetIds.length
  if (count > MOST_ROWS)
    throw refuse('access.batch_too_large', { observed: `${count} assignments`, expected: `at most ${MOST_ROWS}` })
  return accountIds.flatMap(accountId =>
    permissionSetIds.flatMap(permissionSetId =>
      principals.map(({ principalType, principalId }) => ({ accountId, permissionSetId, principalType, principalId })),
    ),
  )
}

const keyOf = ({ accountId, permissionSetId, principalId }: Assignment): string =>
  `${accountId} ${permissionSetId} ${principalId}`

const roleOf = ({ accountId, permissionSetId }: Assignment): string => `${accountId} ${permissionSetId}`

async function preview({ batchStore, lists }: Needs, wanted: WantedBatch): Promise<BatchPreview> {
  const rows = rowsOf(wanted)
  const there = new Set((await batchStore.existing(wanted)).map(keyOf))
  const isChange = (row: Assignment) => there.has(keyOf(row)) === (wanted.action === 'unassign')
  const changing = rows.filter(isChange)
  const counts = await lists.countOfRoles(changing)
  const byRole = Map.groupBy(changing, roleOf)
  // A role comes with the first assignment and goes with the last.
  const roles = [...byRole].filter(([role, own]) => {
    const assigned = counts.get(role) ?? 0
    return wanted.action === 'assign' ? assigned === 0 : assigned === own.length
  })
  return {
    rows: rows.length,
    changes: changing.length,
    unchanged: rows.length - changing.length,
    roles: roles.length,
    sample: rows.slice(0, SAMPLE).map(row => ({ ...row, change: isChange(row) })),
  }
}

/** What one row comes to; a refusal is its outcome, and anything else is a fault that ends the run. */
async function carryOutRow(
  { assignments, instance }: Needs,
  author: Author,
  action: BatchAction,
  { position, accountId, permissionSetId, principalType, principalId }: StoredRow,
): Promise<RowOutcome> {
  const setArn = permissionSetArn(instance, permissionSetId)
  const target = { accountId, permissionSetArn: setArn, principalType, principalId }
  const eventName = action === 'assign' ? 'CreateAccountAssignment' : 'DeleteAccountAssignment'
  const parameters = {
    ...{ permissionSetArn: setArn, targetId: accountId, targetType: 'AWS_ACCOUNT' },
    ...{ principalType, principalId },
  }
  const own: Author = { ...author, call: { ...author.call, eventName, parameters } }
  try {
    const { requestId } = await assignments[action](own, target)
    return { position, outcome: 'asked', requestId }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (action === 'unassign' && error.code === 'access.assignment_missing') return { position, outcome: 'unchanged' }
    return { position, outcome: 'refused', failure: refusalText(error, author.call.requestId) }
  }
}
