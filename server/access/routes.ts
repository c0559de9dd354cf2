import type { FastifyPluginAsync } from 'fastify'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type Directory, folded, type PrincipalType, refuseDirectory, searchTerms } from '#server/directory/index.ts'
import {
  type Administers,
  type AdministrationPorts,
  administration,
  type PageQuery,
  shape,
} from '#server/http/index.ts'
import type { OrganizationReads } from '#server/organization/index.ts'
import { permissionSetIdOf } from './by-arn.ts'
import type { AccessLists, AssignmentTerm } from './lists.ts'
import { type Naming, withArn } from './naming.ts'
import type { Principal } from './types.ts'

export interface AccessRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly lists: AccessLists
  readonly naming: Naming
  readonly directory: Pick<Directory, 'user' | 'groupIdsOf'>
  readonly organization: Pick<OrganizationReads, 'allAccounts'>
  readonly instance: Instance
}

const { text, instant, object, list, id, oneOf, textUpTo, pageQuery, pageShape, pageAnswer } = shape

const type = oneOf('USER', 'GROUP')
const principal = object({ principalType: type, principalId: text, name: text, deletedAt: instant }, 'deletedAt')
const role = { accountId: text, accountName: text, permissionSetArn: text, permissionSetName: text }

const assignmentShape = object({
  ...role,
  principal,
  state: oneOf('creating', 'active', 'deleting'),
  createdAt: instant,
})

const source = { eventSource: 'sso.amazonaws.com', readOnly: true } as const

/** Lists over all assignments: `/api/v1/assignments` and `/api/v1/users/{userId}/access`. */
export const accessRoutes: FastifyPluginAsync<AccessRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  assignmentList(route, needs)
  effectiveAccess(route, needs)
}

interface AssignmentQuery extends PageQuery {
  readonly accountId?: string
  readonly permissionSetArn?: string
  readonly principalType?: PrincipalType
  readonly principalId?: string
  readonly search?: string
}

function assignmentList(route: Administers, needs: AccessRoutesNeeds): void {
  const { administration: ports, lists, instance } = needs
  const filters = {
    ...{ accountId: id, permissionSetArn: textUpTo(1224), principalType: type, principalId: id },
    search: textUpTo(256),
  }
  route<{ readonly query: AssignmentQuery }>({
    ...source,
    method: 'GET',
    path: '/assignments',
    summary: 'Assignments with the names of what they join; all filters hold, and every word that is searched',
    eventName: 'ListAccountAssignments',
    query: object(
      { ...pageQuery, ...filters },
      ...(['limit', 'token', 'accountId', 'permissionSetArn', 'principalType', 'principalId', 'search'] as const),
    ),
    answer: pageShape('assignments', assignmentShape),
    needs: () => [{ action: 'sso:ListAccountAssignments', resource: instanceArn(instance) }],
    async handle({ query: { limit, token, ...filter } }) {
      const { permissionSetArn, search, ...others } = filter
      const asked = { operation: 'GET /assignments', filter, token, limit }
      const wanted = {
        ...others,
        ...(permissionSetArn === undefined ? {} : { permissionSetId: permissionSetIdOf(permissionSetArn) }),
        ...(search === undefined ? {} : { terms: await termsOf(search, needs) }),
      }
      const { items, ...rest } = await ports.paging(asked, page => lists.assignments(wanted, page))
      const named = await needs.naming.of(items)
      const rows = items.map(one => {
        return { ...withArn(instance, named(one)), state: one.state, createdAt: one.createdAt }
      })
      return pageAnswer('assignments', { items: rows, ...rest })
    },
  })
}

/** Principals are found by the beginnings of words, accounts and permission sets by any part of their names. */
async function termsOf(search: string, { lists, organization }: AccessRoutesNeeds): Promise<readonly AssignmentTerm[]> {
  const [accounts, sets] = [await organization.allAccounts(), await lists.permissionSets()]
  return searchTerms(search).map(word => ({
    word,
    accountIds: accounts.flatMap(({ accountId, name }) => (contains(word, accountId, name) ? [accountId] : [])),
    permissionSetIds: sets.flatMap(set => (contains(word, set.name) ? [set.permissionSetId] : [])),
  }))
}

const contains = (word: string, ...texts: readonly string[]): boolean => texts.some(text => folded(text).includes(word))

function effectiveAccess(route: Administers, needs: AccessRoutesNeeds): void {
  const { administration: ports, lists, instance, directory } = needs
  route<{ readonly params: { readonly userId: string }; readonly query: PageQuery }>({
    ...source,
    method: 'GET',
    path: '/users/:userId/access',
    summary: 'What a user may enter, with every path that gives it',
    eventName: 'ListAccountAssignmentsForPrincipal',
    params: object({ userId: id }),
    query: object(pageQuery, 'limit', 'token'),
    answer: object(
      { access: list(object({ ...role, via: list(principal) })), blocked: text, next: text },
      'blocked',
      'next',
    ),
    needs: () => [{ action: 'sso:ListAccountAssignmentsForPrincipal', resource: instanceArn(instance) }],
    async handle({ params: { userId }, query: { limit, token } }) {
      const user = await directory.user(userId)
      if (user === undefined) throw refuseDirectory('user.not_found', { about: userId })
      const groups = await directory.groupIdsOf(userId)
      const principals: readonly Principal[] = [
        { principalType: 'USER', principalId: userId },
        ...groups.map(principalId => ({ principalType: 'GROUP', principalId }) as const),
      ]
      const asked = { operation: 'GET /users/:userId/access', filter: userId, token, limit }
      const { items, ...rest } = await ports.paging(asked, page => lists.entries(principals, page))
      const ways = await lists.ways(principals, items)
      const named = await needs.naming.of(ways)
      const access = items.map(entry => {
        const own = ways.filter(
          way => way.accountId === entry.accountId && way.permissionSetId === entry.permissionSetId,
        )
        const [{ principal: _, ...first }] = [withArn(instance, named(own[0] ?? { ...entry, ...NOBODY }))]
        return { ...first, via: own.map(way => named(way).principal) }
      })
      const blocked =
        user.status === 'DISABLED' ? { blocked: 'The user is disabled: nothing of this can be used.' } : {}
      return { ...blocked, ...pageAnswer('access', { items: access, ...rest }) }
    },
  })
}

const NOBODY = { principalType: 'USER', principalId: '' } as const
