import type { EventWriter } from '#server/audit/index.ts'
import type { Call } from '#server/base/actor.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { CredentialUnit, OneTimeTokens, Passwords } from '#server/credentials/index.ts'
import { primaryEmail, type User } from '#server/directory/index.ts'
import { isAddress, type MailUnit, type NewMail, type Outbox } from '#server/mail/index.ts'
import { personIdentity } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'
import type { FindsPeople, RecordsRefusal } from './types.ts'

/** What a change here touches in one unit of work. */
export interface LinkUnit extends CredentialUnit, MailUnit {
  /** Read in the unit, so that a change of the address or of the status cannot cross with it. */
  readonly people: Pick<FindsPeople, 'user'>
  readonly events: EventWriter
}

export interface LinkNeeds {
  readonly people: FindsPeople
  readonly passwords: Pick<Passwords, 'prepare' | 'state'>
  readonly oneTime: OneTimeTokens
  readonly outbox: Outbox
  readonly atomically: Atomically<LinkUnit>
  readonly recordRefusal: RecordsRefusal
  readonly countAnonymous: (code: string) => void
  readonly instance: Instance
  readonly origin: string
  readonly clock: Clock
}

/** What one sort of link is, beside what all have in common. */
export interface LinkKind {
  /** The one-time purpose, and the area of its refusals. */
  readonly purpose: 'invitation' | 'reset'
  /** ms. */
  readonly lifetime: number
  /** Of the event `UpdatePassword`. */
  readonly mode: string
  /** The mail that carries the link. */
  readonly mail: (user: User, to: string, link: SentLink) => NewMail
  /** The mail that says that the password was set, where there is one. */
  readonly afterwards?: (user: User, to: string, set: { readonly origin: string; readonly at: number }) => NewMail
}

export interface SentLink {
  readonly origin: string
  readonly token: string
  /** Unix ms. */
  readonly expiresAt: number
}

interface SentMail {
  readonly mailId: string
  readonly to: string
  /** Unix ms. */
  readonly expiresAt: number
}

/** What a link that came by mail lets somebody do: set the password of the own user, once. */
export interface FollowsLinks {
  /**
   * Whom the link is for, as long as it stands. Uses nothing up.
   * @throws Refusal `{purpose}.link_invalid`, `{purpose}.user_disabled`, `{purpose}.address_changed`,
   *   `{purpose}.password_set`
   */
  look(call: Call, token: string): Promise<User>
  /**
   * Sets the password and uses the link up, both or neither.
   * @throws Refusal as `look`, or of the password policy
   */
  accept(call: Call, token: string, password: string): Promise<User>
}

export interface PasswordLinks extends FollowsLinks {
  /**
   * Mails a link, in the unit of the change that causes it.
   * @throws Refusal `{purpose}.user_disabled`, `{purpose}.no_address`
   */
  send(unit: LinkUnit, user: User): Promise<SentMail>
}

/** What a link stands for: it is worth nothing once its address is no longer that of the user. */
interface Payload {
  readonly userId: string
  readonly address: string
  readonly issuedAt: number
}

export function passwordLinks(needs: LinkNeeds, kind: LinkKind): PasswordLinks {
  const links: Links = { ...needs, kind }
  return {
    send: (unit, user) => send(links, unit, user),
    look: async (call, token) => (await standing(links, call, token)).user,
    accept: (call, token, password) => accept(links, call, { token, password }),
  }
}

interface Links extends LinkNeeds {
  readonly kind: LinkKind
}

async function send({ oneTime, outbox, clock, origin, kind }: Links, unit: LinkUnit, user: User): Promise<SentMail> {
  const { userId, status } = user
  const { purpose, lifetime } = kind
  if (status !== 'ENABLED') throw refuse(`${purpose}.user_disabled`, { about: userId })
  const address = primaryEmail(user)
  if (address === undefined || !isAddress(address))
    throw refuse(`${purpose}.no_address`, { about: userId, observed: address ?? 'none', expected: 'ann@example.org' })
  const payload: Payload = { userId, address, issuedAt: clock() }
  const expiresAt = clock() + lifetime
  const token = await oneTime.issueIn(unit, { purpose, payload, lifetime })
  const mailId = await outbox.enqueue(unit, kind.mail(user, address, { origin, token, expiresAt }))
  return { mailId, to: address, expiresAt }
}

interface Standing {
  readonly user: User
  readonly payload: Payload
}

/** @throws Refusal of a link that does not stand; one that is known is an event of its user */
async function standing(links: Links, call: Call, token: string): Promise<Standing> {
  const { oneTime, people, passwords, instance, kind } = links
  const { purpose } = kind
  const found = await oneTime.peek(purpose, token)
  const payload = found?.payload as Payload | undefined
  const user = payload && (await people.user(payload.userId))
  if (user === undefined || payload === undefined) {
    links.countAnonymous(`${purpose}.link_invalid`)
    throw refuse(`${purpose}.link_invalid`)
  }
  const { passwordSetAt = 0 } = await passwords.state(user.userId)
  const refusal = withdrawn(kind, user, payload) ?? replaced(kind, passwordSetAt, payload)
  if (refusal === undefined) return { user, payload }
  await links.recordRefusal({ call, identity: personIdentity(instance, user.userId) }, refusal)
  throw refusal
}

function withdrawn({ purpose }: LinkKind, user: User, { userId, address }: Payload): Refusal | undefined {
  if (user.status !== 'ENABLED') return refuse(`${purpose}.user_disabled`, { about: userId })
  if (primaryEmail(user) !== address) return refuse(`${purpose}.address_changed`, { about: userId })
  return undefined
}

const replaced = ({ purpose }: LinkKind, passwordSetAt: number, { userId, issuedAt }: Payload): Refusal | undefined =>
  passwordSetAt > issuedAt ? refuse(`${purpose}.password_set`, { about: userId }) : undefined

interface Accepted {
  readonly token: string
  readonly password: string
}

async function accept(links: Links, call: Call, { token, password }: Accepted): Promise<User> {
  const { atomically, passwords, oneTime, outbox, instance, origin, clock, kind } = links
  const { purpose, mode } = kind
  const { user, payload } = await standing(links, call, token)
  const { userId, userName } = user
  const author = { call, identity: personIdentity(instance, userId) }
  const write = await passwords.prepare({ userId, userName, password, knownAt: payload.issuedAt, mode })
  await atomically(async unit => {
    const now = await unit.people.user(userId)
    if (now === undefined) throw refuse(`${purpose}.link_invalid`)
    const refusal = withdrawn(kind, now, payload)
    if (refusal !== undefined) throw refusal
    if ((await oneTime.takeIn(unit, purpose, token)) === undefined) throw refuse(`${purpose}.link_invalid`)
    await write(author, unit)
    const mail = kind.afterwards?.(now, payload.address, { origin, at: clock() })
    if (mail !== undefined) await outbox.enqueue(unit, mail)
  })
  return user
}
