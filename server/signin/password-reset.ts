import { setTimeout as sleep } from 'node:timers/promises'
import type { Author } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import { type Attempt, attempts } from '#server/credentials/index.ts'
import type { User } from '#server/directory/index.ts'
import type { MailStore, NewMail } from '#server/mail/index.ts'
import { personIdentity } from '#server/sessions/index.ts'
import {
  type FollowsLinks,
  type LinkKind,
  type LinkNeeds,
  type LinkUnit,
  type PasswordLinks,
  passwordLinks,
  type SentLink,
} from './password-links.ts'
import { refuse } from './refusals.ts'
import { tooMany } from './service.ts'

/** The path of the link, with `?token=`. */
export const RESET_PATH = '/signin/reset-password'
const HOUR = 3600 * 1000
const MAIL_PURPOSE = 'password reset'
/** To one user in an hour. AWS tells no number. */
const MOST_MAILS = 3
/** ms that every request takes: longer than writing a mail, so that the time does not tell whether there was one. */
const TAKES = 500

interface ResetUnit extends LinkUnit {
  readonly mail: Pick<MailStore, 'insert' | 'countSince'>
}

export interface ResetNeeds extends LinkNeeds {
  readonly atomically: Atomically<ResetUnit>
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
}

/** The way back for somebody who has forgotten the password: a link by mail, good once and for an hour. */
export interface PasswordResets extends FollowsLinks {
  /**
   * Mails a link, if the name is that of a user who is enabled and has an address. The answer and its time are the same
   * in any case; the event `ForgotPassword` says what happened. A name that is nobody's is counted.
   * @throws Refusal `signin.too_many_attempts`, for names that are nobody's as well
   */
  request(author: Author, attempt: Attempt): Promise<void>
}

export function passwordResets(needs: ResetNeeds): PasswordResets {
  const { atomically, clock, derive, countAnonymous } = needs
  const links = passwordLinks(needs, RESET)
  const counting = attempts({ atomically, clock, key: derive('password reset attempts v1') })
  return {
    look: links.look,
    accept: links.accept,
    async request(author, attempt) {
      // Each counts as a failure: none is known to be the owner's.
      const begun = await counting.begin(attempt)
      if ('retryAfter' in begun) {
        countAnonymous('signin.too_many_attempts')
        throw tooMany(begun.retryAfter)
      }
      await Promise.all([mailLink(needs, links, author, attempt.userId), sleep(TAKES)])
    },
  }
}

async function mailLink(
  needs: ResetNeeds,
  links: PasswordLinks,
  { call }: Author,
  userId: string | undefined,
): Promise<void> {
  const { atomically, clock, recordRefusal, countAnonymous, instance } = needs
  if (userId === undefined) return countAnonymous('reset.unknown_user')
  const author = { call, identity: personIdentity(instance, userId) }
  try {
    await atomically(async unit => {
      const user = await unit.people.user(userId)
      if (user === undefined) throw refuse('reset.unknown_user', { about: userId })
      const written = await unit.mail.countSince({ userId, purpose: MAIL_PURPOSE, since: clock() - HOUR })
      if (written >= MOST_MAILS) throw refuse('reset.sent_often', { about: userId })
      const { mailId, to } = await links.send(unit, user)
      await unit.events.record(author, {
        requestParameters: { userId },
        responseElements: { mailId, to },
        resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
      })
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await recordRefusal(author, error)
  }
}

const RESET: LinkKind = {
  purpose: 'reset',
  lifetime: HOUR,
  mode: 'RESET_BY_MAIL',
  mail: requested,
  afterwards: updated,
}

const greeting = ({ displayName, userName }: User): string => `Hello ${(displayName ?? userName).replace(/\s+/g, ' ')},`

function requested(user: User, to: string, { origin, token, expiresAt }: SentLink): NewMail {
  const { userId, userName } = user
  const until = isoSeconds(expiresAt).slice(0, 16).replace('T', ' ')
  const text = `${greeting(user)}

somebody, probably you, asked for a new password for the portal at ${origin}/start/
Your username there is: ${userName}

Set a new password with this link. It works once, until ${until} UTC:

${origin}${RESET_PATH}?token=${token}

Whoever has the link can set your password, so do not pass it on. If you did not
ask for it, you need not do anything: your password stays as it is.
`
  return { to, subject: 'Password reset requested', text, purpose: MAIL_PURPOSE, userId, goodUntil: expiresAt }
}

function updated(user: User, to: string, { origin, at }: { readonly origin: string; readonly at: number }): NewMail {
  const { userId, userName } = user
  const text = `${greeting(user)}

the password of ${userName} for the portal at ${origin}/start/
was set anew, with a link that was sent to this address. Everybody who was signed
in with the old one has been signed out.

If it was not you, tell your administrator at once.
`
  return { to, subject: 'Password updated', text, purpose: 'password updated', userId, goodUntil: at + 24 * HOUR }
}
