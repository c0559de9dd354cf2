import type { FastifyPluginAsync } from 'fastify'
import { type Instance, identityStoreArn } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import {
  type Administers,
  type AdministrationPorts,
  administration,
  type PageQuery,
  shape,
} from '#server/http/index.ts'
import { refuse } from './refusals.ts'
import type { DirectorySearch, DirectoryService, ListOrder, UserStatus } from './types.ts'

export interface DirectoryRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly directory: DirectoryService
  readonly search: DirectorySearch
  readonly instance: Instance
}

const { text, instant, whole, object, id, oneOf, textUpTo, pageAnswer, pageQuery, pageShape } = shape

const status = oneOf('ENABLED', 'DISABLED')
const userSummary = { userId: text, userName: text, displayName: text, email: text, status, createdAt: instant }
const groupSummary = { groupId: text, displayName: text, description: text, members: whole, createdAt: instant }
const joined = { membershipId: text, joinedAt: instant }

const source = { eventSource: 'sso-directory.amazonaws.com', readOnly: true } as const

/** Lists of users and groups for people, and the status of a user: `/api/v1/users…`, `/api/v1/groups…`. */
export const directoryRoutes: FastifyPluginAsync<DirectoryRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  userLists(route, needs)
  groupLists(route, needs)
  statusRoute(route, needs)
}

interface ListQuery extends PageQuery {
  readonly search?: string
  readonly sort?: string
}

/** The store and these within it: what the identity store API asks of the same reads, so that no door shows more. */
const may = (action: string, { instance }: DirectoryRoutesNeeds, ...within: readonly string[]) =>
  [identityStoreArn(instance), ...within].map(resource => ({ action, resource }))

const user = (userId = '*'): string => arn('user', { userId })
const group = (groupId = '*'): string => arn('group', { groupId })
const EVERY_MEMBERSHIP = arn('membership', { membershipId: '*' })

function userLists(route: Administers, needs: DirectoryRoutesNeeds): void {
  const { search: lists, directory, administration: ports } = needs
  const sorts = ['userName', '-userName', 'createdAt', '-createdAt'] as const
  route<{ readonly query: ListQuery & { readonly status?: UserStatus } }>({
    ...source,
    method: 'GET',
    path: '/users',
    summary: 'Users, searched by the beginnings of words of their names and e-mail address',
    eventName: 'SearchUsers',
    query: object(
      { ...pageQuery, search: textUpTo(256), status, sort: oneOf(...sorts) },
      ...(['token', 'search', 'status', 'sort', 'limit'] as const),
    ),
    answer: pageShape('users', object(userSummary, 'displayName', 'email')),
    needs: () => may('identitystore:ListUsers', needs, user()),
    async handle({ query: { limit, token, sort, ...filter } }) {
      const order = orderOf(sort)
      const asked = { operation: 'GET /users', filter: { ...filter, order }, token, limit }
      return pageAnswer('users', await ports.paging(asked, page => lists.users({ ...filter, ...page, order })))
    },
  })
  route<{ readonly params: { readonly userId: string }; readonly query: PageQuery }>({
    ...source,
    method: 'GET',
    path: '/users/:userId/groups',
    summary: 'Groups of a user',
    eventName: 'ListGroupsForUser',
    params: object({ userId: id }),
    query: object(pageQuery, 'token', 'limit'),
    answer: pageShape('groups', object({ ...groupSummary, ...joined }, 'description')),
    needs: ({ params: { userId } }) =>
      may('identitystore:ListGroupMembershipsForMember', needs, user(userId), EVERY_MEMBERSHIP),
    async handle({ params: { userId }, query: { limit, token } }) {
      if ((await directory.user(userId)) === undefined) throw refuse('user.not_found', { about: userId })
      const asked = { operation: 'GET /users/:userId/groups', filter: userId, token, limit }
      return pageAnswer('groups', await ports.paging(asked, page => lists.groupsOf(userId, page)))
    },
  })
}

function groupLists(route: Administers, needs: DirectoryRoutesNeeds): void {
  const { search: lists, directory, administration: ports } = needs
  const sorts = ['displayName', '-displayName', 'createdAt', '-createdAt'] as const
  route<{ readonly query: ListQuery }>({
    ...source,
    method: 'GET',
    path: '/groups',
    summary: 'Groups with the number of their members, searched by the beginnings of words',
    eventName: 'SearchGroups',
    query: object(
      { ...pageQuery, search: textUpTo(256), sort: oneOf(...sorts) },
      ...(['token', 'search', 'sort', 'limit'] as const),
    ),
    answer: pageShape('groups', object(groupSummary, 'description')),
    needs: () => may('identitystore:ListGroups', needs, group()),
    async handle({ query: { limit, token, sort, ...filter } }) {
      const order = orderOf(sort)
      const asked = { operation: 'GET /groups', filter: { ...filter, order }, token, limit }
      return pageAnswer('groups', await ports.paging(asked, page => lists.groups({ ...filter, ...page, order })))
    },
  })
  route<{ readonly params: { readonly groupId: string }; readonly query: ListQuery }>({
    ...source,
    method: 'GET',
    path: '/groups/:groupId/members',
    summary: 'Members of a group in the order of their user names',
    eventName: 'ListMembersInGroup',
    params: object({ groupId: id }),
    query: object({ ...pageQuery, search: textUpTo(256) }, 'token', 'search', 'limit'),
    answer: pageShape('members', object({ ...userSummary, ...joined }, 'displayName', 'email')),
    needs: ({ params: { groupId } }) =>
      may('identitystore:ListGroupMemberships', needs, group(groupId), EVERY_MEMBERSHIP),
    async handle({ params: { groupId }, query: { limit, token, ...filter } }) {
      if ((await directory.group(groupId)) === undefined) throw refuse('group.not_found', { about: groupId })
      const asked = { operation: 'GET /groups/:groupId/members', filter: { ...filter, groupId }, token, limit }
      return pageAnswer('members', await ports.paging(asked, page => lists.members(groupId, { ...filter, ...page })))
    },
  })
}

function statusRoute(route: Administers, needs: DirectoryRoutesNeeds): void {
  const { directory } = needs
  const change = (to: UserStatus, path: string, eventName: string) =>
    route<{ readonly params: { readonly userId: string } }>({
      eventSource: source.eventSource,
      readOnly: false,
      method: 'POST',
      path: `/users/:userId/${path}`,
      summary: to === 'ENABLED' ? 'Let a user sign in again' : 'End a user’s sessions and let them sign in no more',
      eventName,
      params: object({ userId: id }),
      needs: () => [{ action: `sso-directory:${eventName}`, resource: '*' }],
      async handle({ params: { userId } }, actor) {
        const user = await directory.user(userId)
        if (user === undefined) throw refuse('user.not_found', { about: userId })
        if (user.status !== to) await directory.updateUser(actor, userId, before => ({ ...before, status: to }))
      },
    })
  change('ENABLED', 'enable', 'EnableUser')
  change('DISABLED', 'disable', 'DisableUser')
}

const orderOf = (sort = ''): ListOrder => ({
  by: sort.endsWith('createdAt') ? 'age' : 'name',
  descending: sort.startsWith('-'),
})
