import type { Author, EventResource, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, uuid } from '#server/base/random.ts'
import { MailFailure, withoutLinks } from './failure.ts'
import { refuse } from './refusals.ts'
import type { Mail, MailStore, Outbox, SendsMail, TakenMail } from './types.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** The delay after the first failed attempt; it doubles with each further one, up to the longest. */
const FIRST_DELAY = MINUTE / 2
const LONGEST_DELAY = 60 * MINUTE
/** An attempt that was broken off, by a crash say, is made again after this: longer than any attempt takes. */
const BROKEN_OFF = 5 * MINUTE
/** A run begins no attempt after this, so that it ends within its lease. */
const LONGEST_RUN = MINUTE
/** Of the job that calls `deliver`, ms. */
export const DELIVERY_LEASE = 2 * MINUTE

interface MailChange {
  readonly mail: MailStore
  readonly events: EventWriter
}

export interface OutboxNeeds {
  /** Reads. */
  readonly stores: { readonly mail: Pick<MailStore, 'list' | 'find' | 'open'> }
  readonly atomically: Atomically<MailChange>
  readonly clock: Clock
  readonly random: Random
  /** Absent: there is no mail server. */
  readonly mailServer: SendsMail | undefined
}

export function outbox(needs: OutboxNeeds): Outbox {
  const { stores, atomically, clock, random, mailServer } = needs
  return {
    sends: mailServer !== undefined,
    async enqueue(unit, mail) {
      const [mailId, createdAt] = [uuid(random), clock()]
      await unit.mail.insert(mailId, mail, { createdAt, giveUpAt: createdAt + DAY })
      return mailId
    },
    list: page => stores.mail.list(page),
    find: mailId => stores.mail.find(mailId),
    read: (author, mailId) =>
      atomically(async ({ mail, events }) => {
        const found = await mail.open(mailId)
        if (found === undefined) throw notFound(mailId)
        await events.record(author, { resources: resourcesOf(found) })
        return found
      }),
    retry: (author, mailId) => retry(needs, author, mailId),
    deliver: () => (mailServer === undefined ? Promise.resolve(0) : deliver(needs, mailServer)),
    forget: before => atomically(({ mail }) => mail.forget(before)),
  }
}

const notFound = (mailId: string) => refuse('mail.not_found', { observed: mailId })

const resourcesOf = ({ mailId, userId }: Mail): readonly EventResource[] => [
  { type: 'Portico::Mail', name: mailId },
  ...(userId === undefined ? [] : [{ type: 'AWS::IdentityStore::User', name: userId }]),
]

async function retry({ atomically, clock, mailServer }: OutboxNeeds, author: Author, mailId: string): Promise<void> {
  await atomically(async ({ mail, events }) => {
    const found = await mail.find(mailId)
    if (found === undefined) throw notFound(mailId)
    if (found.state === 'sent') throw refuse('mail.sent_already', { about: mailId })
    if (found.goodUntil <= clock()) throw refuse('mail.outdated', { about: mailId })
    if (mailServer === undefined) throw refuse('mail.no_server', { about: mailId })
    await mail.retry(mailId, clock(), clock() + DAY)
    await events.record(author, { resources: resourcesOf(found) })
  })
}

/**
 * The attempt is counted and the mail taken before anything is said to the server, so that nothing is lost when the
 * process ends: a mail that was taken and neither sent nor put off becomes due again. A run ends at the first failure,
 * which mostly concerns the server and not the mail; the next one goes on with the mail that is due after it.
 */
async function deliver({ atomically, clock }: OutboxNeeds, server: SendsMail): Promise<number> {
  const began = clock()
  let sent = 0
  while (clock() - began < LONGEST_RUN) {
    const mail = await atomically(unit => unit.mail.take(clock(), clock() + BROKEN_OFF))
    if (mail === undefined) break
    const failure = await attempt(server, mail, clock())
    if (failure === undefined) {
      await atomically(unit => unit.mail.sent(mail.mailId, clock()))
      sent += 1
      continue
    }
    await atomically(unit => unit.mail.failed(mail.mailId, afterFailure(mail, failure, clock())))
    break
  }
  return sent
}

/** @returns why it failed */
async function attempt(server: SendsMail, mail: TakenMail, at: number): Promise<MailFailure | undefined> {
  const { mailId, to, subject, text, html, goodUntil } = mail
  if (goodUntil <= at || text === undefined)
    return new MailFailure('It was not sent in time: its links have run out', { permanent: true })
  try {
    await server.send({ mailId, to, subject, text, at, ...(html === undefined ? {} : { html }) })
    return undefined
  } catch (error) {
    if (error instanceof MailFailure) return error
    // A fault of ours is no reason to lose the mail either.
    return new MailFailure(error instanceof Error ? error.message : String(error), { permanent: false, cause: error })
  }
}

function afterFailure({ attempts, giveUpAt }: TakenMail, { message, permanent }: MailFailure, now: number) {
  const dueAt = now + Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY)
  const state = permanent || now >= giveUpAt ? ('failed' as const) : ('waiting' as const)
  return { state, dueAt, error: withoutLinks(message) }
}
