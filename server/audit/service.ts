import type { Atomically } from '#server/base/atomically.ts'
import { isAnonymous, refusalDetails, rowOf } from './record.ts'
import type { EventStore } from './store.ts'
import type { Audit } from './types.ts'

/** Events hashed in one unit of work. */
const LINKS_PER_UNIT = 500
const UNITS_PER_RUN = 100

const MINUTE = 60_000
/** Refusals of callers who have proven nothing that one process records in a minute: nobody fills the history from outside. */
const MOST_ANONYMOUS = 300

interface Needs {
  readonly events: EventStore
  readonly atomically: Atomically<{ readonly events: EventStore }>
  readonly region: string
  readonly managementAccountId: string
}

export function auditLog({ events, atomically, region, managementAccountId }: Needs): Audit {
  const counters = new Map<string, number>()
  const anonymous = anonymousBudget()
  const countAnonymous: Audit['countAnonymous'] = code => void counters.set(code, (counters.get(code) ?? 0) + 1)
  return {
    async recordRefusal(author, refusal, further = {}) {
      const { requestId, at } = author.call
      if (isAnonymous(further.identity ?? author.identity) && !anonymous(at)) return countAnonymous(refusal.code)
      const details = refusalDetails(refusal, requestId, further)
      // A refusal stands in the history of the account whose principal was refused.
      const recipientAccountId = author.identity.accountId ?? managementAccountId
      const place = { eventId: requestId, region, recipientAccountId }
      const row = { ...rowOf(author, details, place), refusal_code: refusal.code }
      await atomically(stores => stores.events.insert(row, details.resources ?? []))
    },
    countAnonymous,
    counted: () => counters,
    find: query => events.find(query),
    refusedUsers: query => events.refusedUsers(query),
    async chain() {
      let linked = 0
      // Until it has caught up, within bounds: the lease of the job must outlast the run.
      for (let unit = 0; unit < UNITS_PER_RUN; unit++) {
        const more = await atomically(stores => stores.events.chain(LINKS_PER_UNIT))
        linked += more
        if (more < LINKS_PER_UNIT) break
      }
      return linked
    },
    verifyChain: () => events.verifyChain(),
    forget: before => atomically(stores => stores.events.forget(before)),
  }
}

/** Whether one more may be recorded at `at`. */
function anonymousBudget(): (at: number) => boolean {
  let since = 0
  let recorded = 0
  return at => {
    if (Math.abs(at - since) >= MINUTE) {
      since = at
      recorded = 0
    }
    recorded += 1
    return recorded <= MOST_ANONYMOUS
  }
}
