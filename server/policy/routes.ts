import type { FastifyPluginAsync } from 'fastify'
import { arn } from '#server/formats/aws/index.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { checkPolicy } from './check.ts'
import { type ManagedPolicy, managedPolicies } from './managed.ts'
import { refuse } from './refusals.ts'

const { text, whole, object, list, oneOf, textUpTo } = shape

const policy = { arn: text, name: text, path: text, description: text }

const described = ({ arn, name, path, description }: ManagedPolicy) => ({ arn, name, path, description })

const isNamed = (search: string) => {
  const wanted = search.toLowerCase()
  return ({ name }: ManagedPolicy) => name.toLowerCase().includes(wanted)
}

/** Of a name that is none of theirs, what it would be. */
const arnOf = (policyName: string): string =>
  managedPolicies.find(({ name }) => name === policyName)?.arn ?? arn('managedPolicy', { path: '/', policyName })

/** The AWS managed policies that are known here, and what is wrong with a document: for whoever writes policies. */
export const policyRoutes: FastifyPluginAsync<{ readonly administration: AdministrationPorts }> = async (
  app,
  needs,
) => {
  const route = administration(app, needs.administration)
  const iam = { eventSource: 'iam.amazonaws.com', readOnly: true } as const
  route<{ readonly query: { readonly search?: string } }>({
    ...iam,
    method: 'GET',
    path: '/managed-policies',
    summary: 'AWS managed policies whose documents are known here, all of them or those whose names hold a text',
    eventName: 'ListPolicies',
    query: object({ search: textUpTo(128) }, 'search'),
    answer: object({ policies: list(object(policy)) }),
    needs: () => [{ action: 'iam:ListPolicies', resource: '*' }],
    handle: async ({ query: { search = '' } }) => ({
      policies: managedPolicies.filter(isNamed(search)).map(described),
    }),
  })
  route<{ readonly params: { readonly name: string } }>({
    ...iam,
    method: 'GET',
    path: '/managed-policies/:name',
    summary: 'An AWS managed policy with its document',
    eventName: 'GetPolicyVersion',
    params: object({ name: textUpTo(128) }),
    answer: object({ ...policy, document: text }),
    needs: ({ params: { name } }) => [{ action: 'iam:GetPolicyVersion', resource: arnOf(name) }],
    async handle({ params }) {
      const found = managedPolicies.find(({ name }) => name === params.name)
      if (found === undefined) throw refuse('policy.unknown_managed_policy', { observed: params.name })
      return { ...described(found), document: found.text }
    },
  })
  route<{ readonly body: { readonly document: string; readonly kind?: 'identity' } }>({
    method: 'POST',
    path: '/policy-checks',
    summary: 'What keeps a document from being an identity-based policy, with line and column',
    eventSource: 'access-analyzer.amazonaws.com',
    eventName: 'ValidatePolicy',
    readOnly: true,
    // One kind so far, which callers may name so that they stay right when there are others.
    body: object({ document: textUpTo(131_072), kind: oneOf('identity') }, 'kind'),
    answer: object({
      findings: list(object({ line: whole, column: whole, path: text, message: text, expected: text }, 'expected')),
    }),
    needs: () => [{ action: 'access-analyzer:ValidatePolicy', resource: '*' }],
    handle: async ({ body: { document } }) => ({ findings: checkPolicy(document) }),
  })
}
