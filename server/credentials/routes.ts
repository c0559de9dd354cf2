import type { FastifyPluginAsync } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import type { Random } from '#server/base/random.ts'
import { type DirectoryService, refuseDirectory, type User } from '#server/directory/index.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { generatedPassword } from './generated.ts'
import type { Passwords } from './types.ts'

export interface CredentialRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly directory: Pick<DirectoryService, 'user'>
  readonly passwords: Passwords
  readonly random: Random
  /** What it takes, beside the right to the call, to get what this user has in the management account. */
  readonly takingPlaceOf: (userId: string) => Promise<readonly Need[]>
}

const { text, instant, object, id, oneOf } = shape

interface OfUser {
  readonly params: { readonly userId: string }
}

const ofUser = { eventSource: 'sso-directory.amazonaws.com', params: object({ userId: id }) } as const

/** How a user signs in, for administrators: `/api/v1/users/{userId}/sign-in` and `…/one-time-password`. */
export const credentialRoutes: FastifyPluginAsync<CredentialRoutesNeeds> = async (app, needs) => {
  const { directory, passwords, random } = needs
  const route = administration(app, needs.administration)
  const known = async (userId: string): Promise<User> => {
    const user = await directory.user(userId)
    if (user === undefined) throw refuseDirectory('user.not_found', { about: userId })
    return user
  }
  route<OfUser>({
    ...ofUser,
    method: 'GET',
    path: '/users/:userId/sign-in',
    summary: 'Whether a user has a password, and whether attempts are slowed down',
    eventName: 'DescribeUser',
    readOnly: true,
    answer: object(
      { password: oneOf('none', 'set', 'one-time'), passwordSetAt: instant, delayedUntil: instant },
      'passwordSetAt',
      'delayedUntil',
    ),
    needs: () => [{ action: 'sso-directory:DescribeUser', resource: '*' }],
    handle: async ({ params: { userId } }) => passwords.state((await known(userId)).userId),
  })
  route<OfUser>({
    ...ofUser,
    method: 'POST',
    path: '/users/:userId/one-time-password',
    summary: 'Give a user a password that is good for one sign-in, which must set another; it is answered this once',
    eventName: 'UpdatePassword',
    readOnly: false,
    answer: object({ password: text }),
    needs: async ({ params: { userId } }) => [
      { action: 'sso-directory:UpdatePassword', resource: '*' },
      ...(await needs.takingPlaceOf(userId)),
    ],
    async handle({ params }, actor) {
      const { userId, userName } = await known(params.userId)
      const password = generatedPassword(random)
      await passwords.set(actor, { userId, userName, password, mustChange: true, mode: 'ONE_TIME' })
      return { password }
    },
  })
}
