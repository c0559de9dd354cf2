import type { FastifyPluginAsync } from 'fastify'
import type { Actor } from '#server/base/actor.ts'
import { refusalRecord } from '#server/base/refusal.ts'
import { type AdministrationPorts, administration, apiErrorSchema, shape } from '#server/http/index.ts'

const { text, truth, object, list, textUpTo } = shape

/** The longest that IAM has: an action's name, an ARN. */
const asked = { action: textUpTo(128), resource: textUpTo(2048) }

interface Question {
  readonly action: string
  readonly resource?: string
}

/**
 * `POST /api/v1/permissions`: what the caller may do, and why not. The console shows what is not allowed as disabled,
 * with the reason; AWS's own question of this kind is SimulatePrincipalPolicy, which takes rights that few have.
 */
export const permissionRoutes: FastifyPluginAsync<{ readonly administration: AdministrationPorts }> = async (
  app,
  needs,
) => {
  const route = administration(app, needs.administration)
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
