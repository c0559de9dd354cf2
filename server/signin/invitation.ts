import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Call } from '#server/base/actor.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { type Clock, isoSeconds } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { CredentialUnit, OneTimeTokens, Passwords } from '#server/credentials/index.ts'
import { refuseDirectory, type User } from '#server/directory/index.ts'
import { isAddress, type MailUnit, type NewMail, type Outbox } from '#server/mail/index.ts'
import { personIdentity } from '#server/sessions/index.ts'
import { refuse } from './refusals.ts'
import type { FindsPeople, RecordsRefusal } from './types.ts'

/** The path of the link, with `?token=`. */
export const INVITATION_PATH = '/signin/invitation'
const PURPOSE = 'invitation'
const DAY = 24 * 3600 * 1000
const LIFETIME = 7 * DAY

/** What a change here touches in one unit of work. */
interface InvitationUnit extends CredentialUnit, MailUnit {
  /** Read in the unit, so that a change of the address or of the status cannot cross with it. */
  readonly people: Pick<FindsPeople, 'user'>
  readonly events: EventWriter
}

interface Needs {
  readonly people: FindsPeople
  readonly passwords: Pick<Passwords, 'prepare' | 'state'>
  readonly oneTime: OneTimeTokens
  readonly outbox: Outbox
  readonly atomically: Atomically<InvitationUnit>
  readonly recordRefusal: RecordsRefusal
  readonly countAnonymous: (code: string) => void
  readonly instance: Instance
  readonly origin: string
  readonly clock: Clock
}

export interface SentInvitation {
  readonly mailId: string
  readonly to: string
  /** Unix ms. */
  readonly expiresAt: number
  /** `outbox`: there is no mail server, and somebody must pass the link on. */
  readonly delivery: 'mail-server' | 'outbox'
}

/** A link by mail with which somebody sets the password of the own user: an invitation, or the way back. */
export interface Invitations {
  /** @throws Refusal `user.not_found`, `invitation.user_disabled`, `invitation.no_address` */
  invite(author: Author, userId: string): Promise<SentInvitation>
  /**
   * Whom the link is for, as long as it stands. Uses nothing up.
   * @throws Refusal `invitation.link_invalid`, `invitation.user_disabled`, `invitation.address_changed`,
   *   `invitation.password_set`
   */
  look(call: Call, token: string): Promise<User>
  /**
   * Sets the password and uses the link up, both or neither.
   * @throws Refusal as `look`, or of the password policy
   */
  accept(call: Call, token: string, password: string): Promise<User>
}

/** What a link stands for: it is worth nothing once its address is no longer that of the user. */
interface Payload {
  readonly userId: string
  readonly address: string
  readonly issuedAt: number
}

export function invitations(needs: Needs): Invitations {
  return {
    invite: (author, userId) => invite(needs, author, userId),
    look: async (call, token) => (await standing(needs, call, token)).user,
    accept: (call, token, password) => accept(needs, call, { token, password }),
  }
}

async function invite(needs: Needs, author: Author, userId: string): Promise<SentInvitation> {
  const { atomically, oneTime, outbox, clock } = needs
  return atomically(async unit => {
    const user = await unit.people.user(userId)
    if (user === undefined) throw refuseDirectory('user.not_found', { about: userId })
    if (user.status !== 'ENABLED') throw refuse('invitation.user_disabled', { about: userId })
    const address = addressOf(user)
    if (address === undefined || !isAddress(address))
      throw refuse('invitation.no_address', { about: userId, observed: address ?? 'none', expected: 'ann@example.org' })
    const payload: Payload = { userId, address, issuedAt: clock() }
    const token = await oneTime.issueIn(unit, { purpose: PURPOSE, payload, lifetime: LIFETIME })
    const expiresAt = clock() + LIFETIME
    const mailId = await outbox.enqueue(unit, mailTo(user, address, { ...needs, token, expiresAt }))
    await unit.events.record(author, {
      requestParameters: { userId, passwordMode: 'EMAIL' },
      responseElements: { mailId, to: address },
      resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
    })
    return { mailId, to: address, expiresAt, delivery: outbox.sends ? 'mail-server' : 'outbox' }
  })
}

const addressOf = ({ emails = [] }: User): string | undefined =>
  (emails.find(({ primary }) => primary) ?? emails[0])?.value

interface Link {
  readonly origin: string
  readonly token: string
  readonly expiresAt: number
}

function mailTo(user: User, to: string, { origin, token, expiresAt }: Link): NewMail {
  const { userId, userName, displayName = userName } = user
  const until = isoSeconds(expiresAt).slice(0, 16).replace('T', ' ')
  const text = `Hello ${displayName.replace(/\s+/g, ' ')},

an administrator invites you to set your password for the portal at ${origin}/start/
Your username there is: ${userName}

Set your password with this link. It works once, until ${until} UTC:

${origin}${INVITATION_PATH}?token=${token}

Whoever has the link can set your password, so do not pass it on. If you did not
expect this mail, tell your administrator; as long as nobody follows the link,
nothing changes.
`
  return { to, subject: 'Set your password for the portal', text, purpose: PURPOSE, userId, goodUntil: expiresAt }
}

interface Standing {
  readonly user: User
  readonly payload: Payload
}

/** @throws Refusal of a link that does not stand; one that is known is an event of its user */
async function standing(needs: Needs, call: Call, token: string): Promise<Standing> {
  const found = await needs.oneTime.peek(PURPOSE, token)
  const payload = found?.payload as Payload | undefined
  const user = payload && (await needs.people.user(payload.userId))
  if (user === undefined || payload === undefined) {
    needs.countAnonymous('invitation.link_invalid')
    throw refuse('invitation.link_invalid')
  }
  const { passwordSetAt = 0 } = await needs.passwords.state(user.userId)
  const refusal = withdrawn(user, payload) ?? replaced(passwordSetAt, payload)
  if (refusal === undefined) return { user, payload }
  await needs.recordRefusal({ call, identity: personIdentity(needs.instance, user.userId) }, refusal)
  throw refusal
}

function withdrawn(user: User, { userId, address }: Payload): Refusal | undefined {
  if (user.status !== 'ENABLED') return refuse('invitation.user_disabled', { about: userId })
  if (addressOf(user) !== address) return refuse('invitation.address_changed', { about: userId })
  return undefined
}

const replaced = (passwordSetAt: number, { userId, issuedAt }: Payload): Refusal | undefined =>
  passwordSetAt > issuedAt ? refuse('invitation.password_set', { about: userId }) : undefined

interface Accepted {
  readonly token: string
  readonly password: string
}

async function accept(needs: Needs, call: Call, { token, password }: Accepted): Promise<User> {
  const { atomically, passwords, oneTime, instance } = needs
  const { user, payload } = await standing(needs, call, token)
  const { userId, userName } = user
  const author = { call, identity: personIdentity(instance, userId) }
  const write = await passwords.prepare({ userId, userName, password, knownAt: payload.issuedAt, mode: 'INVITATION' })
  await atomically(async unit => {
    const now = await unit.people.user(userId)
    if (now === undefined) throw refuse('invitation.link_invalid')
    const refusal = withdrawn(now, payload)
    if (refusal !== undefined) throw refusal
    if ((await oneTime.takeIn(unit, PURPOSE, token)) === undefined) throw refuse('invitation.link_invalid')
    await write(author, unit)
  })
  return user
}
