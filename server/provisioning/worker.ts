import { setTimeout as sleep } from 'node:timers/promises'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { Refusal } from '#server/base/refusal.ts'
import { isPassing } from './failure.ts'
import { type Reconciled, type ReconcileNeeds, reconciler } from './reconcile.ts'
import { type ProvisioningStores, recordDone, recordFailure } from './record.ts'
import type { Provisioner, Work, WorkStore } from './types.ts'

export interface ProvisionerNeeds extends ReconcileNeeds {
  /** Over the reader connection. */
  readonly work: Pick<WorkStore, 'anyDue'>
  readonly atomically: Atomically<ProvisioningStores>
  readonly clock: Clock
  readonly random: Random
  /** For the log: failures that are ours. */
  readonly report: (error: unknown) => void
}

/** Accounts that one process works on at the same time. */
const MOST_ACCOUNTS = 32
/** Milliseconds after which the work of a process that died is free; kept longer while it lives. */
const LEASE = 30_000
/** A failure that may pass is tried again, at first after this pause, which doubles. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 30_000
const MOST_ATTEMPTS = 8
/** Milliseconds between looks for work that nobody announced. */
const POLL = 1_000

export function provisioner(needs: ProvisionerNeeds): Provisioner {
  const owner = uuid(needs.random)
  const running = new Set<Promise<void>>()
  let looking: Promise<void> | undefined
  let lookAgain = false
  let stopping = false

  const take = () =>
    needs.atomically(({ work }) => {
      const now = needs.clock()
      return work.take({ owner, until: now + LEASE }, now)
    })

  async function look(): Promise<void> {
    do {
      lookAgain = false
      while (!stopping && running.size < MOST_ACCOUNTS) {
        const batch = await take()
        if (batch.length === 0) break
        const work = workThrough(needs, owner, batch, () => stopping).catch(needs.report)
        running.add(work)
        void work.then(() => {
          running.delete(work)
          kick()
        })
      }
    } while (lookAgain)
  }

  function kick(): void {
    lookAgain = true
    if (stopping || looking !== undefined) return
    looking = look()
      .catch(needs.report)
      .finally(() => {
        looking = undefined
        // Somebody may have kicked after the last look and before this.
        if (lookAgain) kick()
      })
  }

  async function idle(): Promise<void> {
    while (looking !== undefined || running.size > 0) await Promise.all([looking, ...running])
  }

  return {
    kick,
    idle,
    reclaim: () => needs.atomically(({ work }) => work.release()),
    async run({ signal }) {
      while (!signal.aborted) {
        if (await needs.work.anyDue(needs.clock()).catch(needs.report)) kick()
        await sleep(POLL, undefined, { signal, ref: false }).catch(() => {})
      }
      stopping = true
      await idle()
      await needs.atomically(({ work }) => work.release(owner))
    },
  }
}

/** The roles of one account, one after the other. Stops where the account is another worker's by now. */
async function workThrough(
  needs: ProvisionerNeeds,
  owner: string,
  batch: readonly Work[],
  stopping: () => boolean,
): Promise<void> {
  const reconcile = reconciler(needs)
  let renewedAt = needs.clock()
  for (const work of batch) {
    if (stopping()) return
    if (needs.clock() - renewedAt > LEASE / 3) {
      renewedAt = needs.clock()
      const until = renewedAt + LEASE
      await needs.atomically(stores => stores.work.renew(work.accountId, { owner, until }))
    }
    const record = await pass(needs, owner, work, reconcile)
    if (!(await needs.atomically(record))) return
  }
}

type Record = (stores: ProvisioningStores) => Promise<boolean>

/** Works on one role. @returns what is to be written of it in one unit; there, false says that the lease was lost */
async function pass(
  needs: ProvisionerNeeds,
  owner: string,
  work: Work,
  reconcile: (work: Work) => Promise<Reconciled>,
): Promise<Record> {
  const { instance, clock } = needs
  try {
    const done = await reconcile(work)
    return stores => recordDone(stores, { instance, work, owner, now: clock() }, done)
  } catch (error) {
    if (!(error instanceof Refusal)) needs.report(error)
    const attempts = work.attempts + 1
    if (isPassing(error) && attempts < MOST_ATTEMPTS) {
      const dueAt = clock() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** work.attempts)
      return stores => stores.work.postpone(work, owner, { dueAt, attempts })
    }
    return stores => recordFailure(stores, { instance, work, owner, now: clock() }, error)
  }
}
