import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { CeremonyStore, MfaAtomically, Passwords } from '#server/credentials/index.ts'
import type { PortalSession } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'
import { tooMany } from './service.ts'
import type { FindsPeople, RecordsRefusal } from './types.ts'

/** ms: so long a sign-in, or the password given once more, speaks for whoever sits there. */
const FRESH = 15 * 60 * 1000
const PURPOSE = 'confirmed'

/** What would let somebody at an unlocked screen stay for good takes the password once more. */
export interface Confirmation {
  isFresh(session: PortalSession): Promise<boolean>
  /** @throws Refusal `signin.confirmation_needed` */
  require(session: PortalSession): Promise<void>
  /** @throws Refusal `signin.wrong_credentials`, `signin.too_many_attempts` */
  confirm(author: Author, session: PortalSession, given: { password: string; browser?: string }): Promise<void>
}

interface Needs {
  /** Over the reader connection. */
  readonly stores: { readonly ceremonies: CeremonyStore }
  readonly atomically: MfaAtomically
  readonly people: FindsPeople
  readonly passwords: Pick<Passwords, 'check'>
  readonly recordRefusal: RecordsRefusal
  readonly clock: Clock
}

export const holderOfSession = ({ sessionId }: Pick<PortalSession, 'sessionId'>): string => `session ${sessionId}`

export function confirmation({ stores, atomically, people, passwords, recordRefusal, clock }: Needs): Confirmation {
  const isFresh = async (session: PortalSession): Promise<boolean> =>
    clock() - session.createdAt < FRESH ||
    (await stores.ceremonies.peek(holderOfSession(session), PURPOSE, clock())) !== undefined
  return {
    isFresh,
    async require(session) {
      if (!(await isFresh(session)))
        throw refuse('signin.confirmation_needed', {
          observed: 'a sign-in of more than 15 minutes ago',
          expected: 'a sign-in, or the password, of the last 15 minutes',
        })
    },
    async confirm(author, session, { password, browser }) {
      const { userId } = session
      const userName = (await people.user(userId))?.userName ?? ''
      const { sourceIp } = author.call
      const verdict = await passwords.check({
        ...{ userId, userName, sourceIp, password },
        ...(browser === undefined ? {} : { browser }),
      })
      if (verdict.outcome === 'wait') throw tooMany(verdict.retryAfter)
      if (verdict.outcome === 'wrong') {
        const refusal = refuse('signin.wrong_credentials', { retryAfter: verdict.wait })
        await recordRefusal(author, refusal)
        throw refusal
      }
      await atomically(async unit => {
        await unit.ceremonies.put(holderOfSession(session), PURPOSE, {}, clock() + FRESH)
        await unit.events.record(author, { additionalEventData: { CredentialType: 'PASSWORD' } })
      })
    },
  }
}
