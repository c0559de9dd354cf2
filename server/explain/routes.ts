import type { FastifyPluginAsync } from 'fastify'
import { withArn } from '#server/access/index.ts'
import type { Actor } from '#server/base/actor.ts'
import type { Instance } from '#server/base/instance.ts'
import { refusalRecord } from '#server/base/refusal.ts'
import { type AdministrationPorts, administration, apiErrorSchema, shape } from '#server/http/index.ts'
import { shownRoles } from '#server/provisioning/index.ts'
import { type OverviewNeeds, overview } from './overview.ts'

const { text, truth, whole, instant, object, list, textUpTo } = shape

/** The longest that IAM has: an action's name, an ARN. */
const asked = { action: textUpTo(128), resource: textUpTo(2048) }

export interface ExplainRoutesNeeds extends OverviewNeeds {
  readonly administration: AdministrationPorts
  readonly instance: Instance
}

const named = { accountId: text, accountName: text, permissionSetArn: text, permissionSetName: text }
const role = object(
  { ...named, roleArn: text, state: text, appliedAt: instant, error: text, assignments: whole },
  'appliedAt',
  'error',
)
const principal = object({ principalType: text, principalId: text, name: text, deletedAt: instant }, 'deletedAt')
const assignment = object({ ...named, principal, state: text, createdAt: instant })
const roles = object({ count: whole, first: list(role) })
const overviewShape = object(
  {
    users: whole,
    groups: whole,
    accounts: whole,
    permissionSets: whole,
    assignments: whole,
    failedRoles: roles,
    outdatedRoles: roles,
    staleAssignments: object({ count: whole, first: list(assignment) }),
    delayedSignIns: list(object({ userId: text, userName: text, failures: whole, at: instant, eventId: text })),
    certificates: list(object({ purpose: text, keyId: text, expiresAt: instant })),
    denied: list(text),
  },
  ...(['users', 'groups', 'accounts', 'permissionSets', 'assignments'] as const),
  ...(['failedRoles', 'outdatedRoles', 'staleAssignments', 'delayedSignIns'] as const),
)

/** With names in place of ids. */
async function shownOverview(needs: ExplainRoutesNeeds, actor: Actor) {
  const { failedRoles, outdatedRoles, staleAssignments, ...rest } = await overview(needs, actor)
  if (!failedRoles || !outdatedRoles || !staleAssignments) return rest
  const { instance, naming, lists } = needs
  const shownRolesOf = async ({ count, first }: typeof failedRoles) => ({
    count,
    first: await shownRoles({ naming, lists, instance }, first),
  })
  const name = await naming.of(staleAssignments.first)
  const stale = staleAssignments.first.map(one => {
    return { ...withArn(instance, name(one)), state: one.state, createdAt: one.createdAt }
  })
  return {
    ...rest,
    failedRoles: await shownRolesOf(failedRoles),
    outdatedRoles: await shownRolesOf(outdatedRoles),
    staleAssignments: { count: staleAssignments.count, first: stale },
  }
}

interface Question {
  readonly action: string
  readonly resource?: string
}

/**
 * `GET /api/v1/overview`: the console's first page. `POST /api/v1/permissions`: what the caller may do, and why not. The
 * console shows what is not allowed as disabled, with the reason; AWS's own question of this kind is
 * SimulatePrincipalPolicy, which takes rights that few have.
 */
export const explainRoutes: FastifyPluginAsync<ExplainRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  route({
    method: 'GET',
    path: '/overview',
    summary: 'What there is, and what needs attention; parts that I may not read are left out and named in `denied`',
    eventSource: 'sso.amazonaws.com',
    eventName: 'GetOverview',
    readOnly: true,
    answer: overviewShape,
    needs: () => [],
    handle: (_, actor) => shownOverview(needs, actor),
  })
  route<{ readonly body: { readonly questions: readonly Question[] } }>({
    method: 'POST',
    path: '/permissions',
    summary: 'What I may do, and why not',
    eventSource: 'sso.amazonaws.com',
    eventName: 'GetPermissions',
    readOnly: true,
    body: object({ questions: list(object(asked, 'resource'), 200) }),
    answer: object({
      answers: list(
        object({ action: text, resource: text, allowed: truth, refusal: apiErrorSchema.properties.refusal }, 'refusal'),
      ),
    }),
    // Everybody may know what they may do.
    needs: () => [],
    handle: async ({ body }, actor) => ({ answers: await Promise.all(body.questions.map(one => answer(one, actor))) }),
  })
}

async function answer({ action, resource = '*' }: Question, actor: Actor) {
  const refusal = await actor.denial(action, resource)
  return {
    action,
    resource,
    allowed: refusal === undefined,
    ...(refusal === undefined ? {} : { refusal: refusalRecord(refusal, actor.call.requestId) }),
  }
}
