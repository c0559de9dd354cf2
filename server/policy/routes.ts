import type { FastifyPluginAsync } from 'fastify'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { checkPolicy } from './check.ts'
import { managedPolicies } from './managed.ts'
import { refuse } from './refusals.ts'

const { text, whole, object, list, textUpTo } = shape

const described = { arn: text, name: text, path: text, description: text }

/** The AWS managed policies that are known here, and what is wrong with a document: for whoever writes policies. */
export const policyRoutes: FastifyPluginAsync<{ readonly administration: AdministrationPorts }> = async (
  app,
  needs,
) => {
  const route = administration(app, needs.administration)
  const iam = { eventSource: 'iam.amazonaws.com', readOnly: true } as const
  route({
    ...iam,
    method: 'GET',
    path: '/managed-policies',
    summary: 'AWS managed policies whose documents are known here',
    eventName: 'ListPolicies',
    answer: object({ policies: list(object(described)) }),
    needs: () => [{ action: 'iam:ListPolicies', resource: '*' }],
    handle: async () => ({
      policies: managedPolicies.map(({ arn, name, path, description }) => ({ arn, name, path, description })),
    }),
  })
  route<{ readonly params: { readonly name: string } }>({
    ...iam,
    method: 'GET',
    path: '/managed-policies/:name',
    summary: 'An AWS managed policy with its document',
    eventName: 'GetPolicyVersion',
    params: object({ name: textUpTo(128) }),
    answer: object({ ...described, document: text }),
    needs: () => [{ action: 'iam:ListPolicies', resource: '*' }],
    async handle({ params }) {
      const found = managedPolicies.find(({ name }) => name === params.name)
      if (found === undefined) throw refuse('policy.unknown_managed_policy', { observed: params.name })
      const { arn, name, path, description, text: document } = found
      return { arn, name, path, description, document }
    },
  })
  route<{ readonly body: { readonly document: string } }>({
    method: 'POST',
    path: '/policy-checks',
    summary: 'What keeps a document from being an identity-based policy, with line and column',
    eventSource: 'access-analyzer.amazonaws.com',
    eventName: 'ValidatePolicy',
    readOnly: true,
    body: object({ document: textUpTo(131_072) }),
    answer: object({
      findings: list(object({ line: whole, column: whole, path: text, message: text, expected: text }, 'expected')),
    }),
    needs: () => [{ action: 'access-analyzer:ValidatePolicy', resource: '*' }],
    handle: async ({ body: { document } }) => ({ findings: checkPolicy(document) }),
  })
}
