import type { Atomically } from '#server/base/atomically.ts'
import { refusalDetails, rowOf } from './record.ts'
import type { EventStore } from './store.ts'
import type { Audit } from './types.ts'

/** Events hashed in one unit of work. */
const LINKS_PER_UNIT = 500

interface Needs {
  readonly events: EventStore
  readonly atomically: Atomically<{ readonly events: EventStore }>
  readonly region: string
  readonly managementAccountId: string
}

export function auditLog({ events, atomically, region, managementAccountId }: Needs): Audit {
  const counters = new Map<string, number>()
  return {
    async recordRefusal(author, refusal, further = {}) {
      const { requestId } = author.call
      const details = refusalDetails(refusal, requestId, further)
      // A refusal stands in the history of the account whose principal was refused.
      const recipientAccountId = author.identity.accountId ?? managementAccountId
      const place = { eventId: requestId, region, recipientAccountId }
      const row = { ...rowOf(author, details, place), refusal_code: refusal.code }
      await atomically(stores => stores.events.insert(row, details.resources ?? []))
    },
    countAnonymous: code => counters.set(code, (counters.get(code) ?? 0) + 1),
    counted: () => counters,
    find: query => events.find(query),
    chain: () => atomically(stores => stores.events.chain(LINKS_PER_UNIT)),
    verifyChain: () => events.verifyChain(),
    forget: before => atomically(stores => stores.events.forget(before)),
  }
}
