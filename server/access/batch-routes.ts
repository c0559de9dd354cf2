import type { FastifyPluginAsync } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import {
  type Administers,
  type AdministrationPorts,
  administration,
  type PageQuery,
  shape,
} from '#server/http/index.ts'
import type { BatchAction, Batches, RowStatus, WantedBatch } from './batches.ts'
import { permissionSetIdOf } from './by-arn.ts'
import { type Naming, withArn } from './naming.ts'
import type { Principal } from './types.ts'

export interface BatchRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly batches: Batches
  readonly naming: Naming
  readonly instance: Instance
  /** What the same calls of sso-admin take, one by one. */
  readonly batchNeeds: (
    action: BatchAction,
    permissionSetIds: readonly string[],
    accountIds: readonly string[],
  ) => Promise<readonly Need[]>
}

const { text, truth, instant, whole, object, list, id, oneOf, textUpTo, pageQuery, pageShape, pageAnswer } = shape

const type = oneOf('USER', 'GROUP')
const action = oneOf('assign', 'unassign')
const wantedShape = object({
  action,
  principals: { ...list(object({ principalType: type, principalId: id }), 100), minItems: 1 },
  accountIds: { ...list(id, 500), minItems: 1 },
  permissionSetArns: { ...list(textUpTo(1224), 50), minItems: 1 },
})
const principal = object({ principalType: type, principalId: text, name: text, deletedAt: instant }, 'deletedAt')
const named = { accountId: text, accountName: text, permissionSetArn: text, permissionSetName: text, principal }
const status = oneOf('waiting', 'working', 'succeeded', 'failed')
const batchShape = object({
  batchId: text,
  action,
  createdAt: instant,
  createdBy: text,
  rows: whole,
  waiting: whole,
  working: whole,
  succeeded: whole,
  failed: whole,
  interrupted: truth,
})

interface WantedBody {
  readonly body: {
    readonly action: BatchAction
    readonly principals: readonly Principal[]
    readonly accountIds: readonly string[]
    readonly permissionSetArns: readonly string[]
  }
}

interface OfBatch {
  readonly params: { readonly batchId: string }
}

const source = { eventSource: 'sso.amazonaws.com' } as const

/** Many assignments in one pass: `/api/v1/assignment-batches`. The names of its events are our own. */
export const batchRoutes: FastifyPluginAsync<BatchRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  changes(route, needs)
  reads(route, needs)
}

/** Each once, however often it was sent. */
const wantedOf = ({ action, principals, permissionSetArns, accountIds }: WantedBody['body']): WantedBatch => ({
  action,
  principals: [...new Map(principals.map(one => [`${one.principalType} ${one.principalId}`, one])).values()],
  accountIds: [...new Set(accountIds)],
  permissionSetIds: [...new Set(permissionSetArns.map(permissionSetIdOf))],
})

function changes(route: Administers, { batches, naming, instance, batchNeeds }: BatchRoutesNeeds): void {
  const needsOf = ({ action: what, permissionSetIds, accountIds }: WantedBatch) =>
    batchNeeds(what, permissionSetIds, accountIds)
  route<WantedBody>({
    ...source,
    method: 'POST',
    path: '/assignment-batches/preview',
    summary: 'What a batch would change; nothing is done',
    eventName: 'PreviewAssignmentBatch',
    readOnly: true,
    body: wantedShape,
    answer: object({
      rows: whole,
      changes: whole,
      unchanged: whole,
      roles: whole,
      sample: list(object({ ...named, change: truth })),
    }),
    needs: ({ body }) => needsOf(wantedOf(body)),
    async handle({ body }) {
      const { sample, ...counts } = await batches.preview(wantedOf(body))
      const name = await naming.of(sample)
      return { ...counts, sample: sample.map(row => ({ ...withArn(instance, name(row)), change: row.change })) }
    },
  })
  route<WantedBody>({
    ...source,
    method: 'POST',
    path: '/assignment-batches',
    summary: 'Make or remove every assignment of principals × accounts × permission sets',
    eventName: 'CreateAssignmentBatch',
    readOnly: false,
    body: wantedShape,
    answer: batchShape,
    needs: ({ body }) => needsOf(wantedOf(body)),
    handle: ({ body }, actor) => batches.create(actor, wantedOf(body)),
  })
  route<OfBatch>({
    ...source,
    method: 'POST',
    path: '/assignment-batches/:batchId/continue',
    summary: 'Go on with a batch that was interrupted, and try again what failed',
    eventName: 'ContinueAssignmentBatch',
    readOnly: false,
    params: object({ batchId: id }),
    answer: batchShape,
    needs: async ({ params: { batchId } }) => needsOf(await batches.wanted(batchId)),
    handle: ({ params: { batchId } }, actor) => batches.resume(actor, batchId),
  })
}

function reads(route: Administers, needs: BatchRoutesNeeds): void {
  const { administration: ports, batches, naming, instance } = needs
  const may = () => [{ action: 'sso:ListAccountAssignments', resource: instanceArn(instance) }]
  route<{ readonly query: PageQuery }>({
    ...source,
    method: 'GET',
    path: '/assignment-batches',
    summary: 'Batches, newest first',
    eventName: 'ListAssignmentBatches',
    readOnly: true,
    query: object(pageQuery, 'limit', 'token'),
    answer: pageShape('batches', batchShape),
    needs: may,
    async handle({ query: { limit, token } }) {
      const asked = { operation: 'GET /assignment-batches', token, limit }
      return pageAnswer('batches', await ports.paging(asked, page => batches.list(page)))
    },
  })
  route<OfBatch>({
    ...source,
    method: 'GET',
    path: '/assignment-batches/:batchId',
    summary: 'A batch and how far it is',
    eventName: 'GetAssignmentBatch',
    readOnly: true,
    params: object({ batchId: id }),
    answer: batchShape,
    needs: may,
    handle: ({ params: { batchId } }) => batches.get(batchId),
  })
  route<OfBatch & { readonly query: PageQuery & { readonly status?: RowStatus } }>({
    ...source,
    method: 'GET',
    path: '/assignment-batches/:batchId/rows',
    summary: 'What became of each assignment of a batch',
    eventName: 'GetAssignmentBatch',
    readOnly: true,
    params: object({ batchId: id }),
    query: object({ ...pageQuery, status }, 'limit', 'token', 'status'),
    answer: pageShape('rows', object({ ...named, status, requestId: text, failure: text }, 'requestId', 'failure')),
    needs: may,
    async handle({ params: { batchId }, query: { limit, token, status: only } }) {
      const asked = { operation: 'GET /assignment-batches/:batchId/rows', filter: [batchId, only], token, limit }
      const { items, ...rest } = await ports.paging(asked, page => batches.rows(batchId, only, page))
      const name = await naming.of(items)
      const rows = items.map(row => {
        const { requestId, failure } = row
        const outcome = {
          ...(requestId === undefined ? {} : { requestId }),
          ...(failure === undefined ? {} : { failure }),
        }
        return { ...withArn(instance, name(row)), status: row.status, ...outcome }
      })
      return pageAnswer('rows', { items: rows, ...rest })
    },
  })
}
