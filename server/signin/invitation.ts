import type { Author } from '#server/audit/index.ts'
import { isoSeconds } from '#server/base/clock.ts'
import { refuseDirectory, type User } from '#server/directory/index.ts'
import type { NewMail } from '#server/mail/index.ts'
import { type FollowsLinks, type LinkKind, type LinkNeeds, passwordLinks, type SentLink } from './password-links.ts'

/** The path of the link, with `?token=`. */
export const INVITATION_PATH = '/signin/invitation'
const DAY = 24 * 3600 * 1000

export interface SentInvitation {
  readonly mailId: string
  readonly to: string
  /** Unix ms. */
  readonly expiresAt: number
  /** `outbox`: there is no mail server, and somebody must pass the link on. */
  readonly delivery: 'mail-server' | 'outbox'
}

/** A link by mail with which somebody sets the first password of the own user, sent by an administrator. */
export interface Invitations extends FollowsLinks {
  /** @throws Refusal `user.not_found`, `invitation.user_disabled`, `invitation.no_address` */
  invite(author: Author, userId: string): Promise<SentInvitation>
}

const INVITATION: LinkKind = { purpose: 'invitation', lifetime: 7 * DAY, mode: 'INVITATION', mail: mailTo }

export function invitations(needs: LinkNeeds): Invitations {
  const links = passwordLinks(needs, INVITATION)
  const { atomically, outbox } = needs
  return {
    look: links.look,
    accept: links.accept,
    invite: (author, userId) =>
      atomically(async unit => {
        const user = await unit.people.user(userId)
        if (user === undefined) throw refuseDirectory('user.not_found', { about: userId })
        const sent = await links.send(unit, user)
        await unit.events.record(author, {
          requestParameters: { userId, passwordMode: 'EMAIL' },
          responseElements: { mailId: sent.mailId, to: sent.to },
          resources: [{ type: 'AWS::IdentityStore::User', name: userId }],
        })
        return { ...sent, delivery: outbox.sends ? 'mail-server' : 'outbox' }
      }),
  }
}

function mailTo(user: User, to: string, { origin, token, expiresAt }: SentLink): NewMail {
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
  return { to, subject: 'Set your password for the portal', text, purpose: 'invitation', userId, goodUntil: expiresAt }
}
