import type { FastifyPluginAsync } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import type { Invitations } from './invitation.ts'

export interface InvitationRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly invitations: Invitations
  /** What it takes, beside the right to the call, to get what this user has in the management account. */
  readonly takingPlaceOf: (userId: string) => Promise<readonly Need[]>
}

const { text, instant, object, id, oneOf } = shape

/** `/api/v1/users/{userId}/invitation`. */
export const invitationRoutes: FastifyPluginAsync<InvitationRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  route<{ readonly params: { readonly userId: string } }>({
    method: 'POST',
    path: '/users/:userId/invitation',
    summary: 'Mail a user a link, good once and for seven days, with which to set a password',
    eventSource: 'sso-directory.amazonaws.com',
    eventName: 'UpdatePassword',
    readOnly: false,
    params: object({ userId: id }),
    answer: object({ mailId: text, to: text, expiresAt: instant, delivery: oneOf('mail-server', 'outbox') }),
    // The link lets whoever reads the mail be the user, and whoever invites may be able to set the address.
    needs: async ({ params: { userId } }) => [
      { action: 'sso-directory:UpdatePassword', resource: '*' },
      { action: 'sso-directory:VerifyEmail', resource: '*' },
      ...(await needs.takingPlaceOf(userId)),
    ],
    handle: ({ params: { userId } }, actor) => needs.invitations.invite(actor, userId),
  })
}
