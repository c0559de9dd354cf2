import type { FastifyPluginAsync } from 'fastify'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import { type Administers, type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { refuse } from './refusals.ts'
import type { IamUsers } from './users/service.ts'
import type { IamUserStore } from './users/store.ts'

export interface CloudRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly users: IamUsers
  /** Over the reader connection. */
  readonly userStore: Pick<IamUserStore, 'list' | 'keys' | 'keyOwner' | 'attachedPolicies'>
  readonly instance: Instance
}

const { text, truth, instant, object, list, textUpTo } = shape

const key = { accessKeyId: text, userName: text, policies: list(text), active: truth, createdAt: instant }

interface OfKey {
  readonly params: { readonly accessKeyId: string }
}

const source = { eventSource: 'iam.amazonaws.com' } as const
const ofKey = { ...source, params: object({ accessKeyId: textUpTo(128) }) } as const

/**
 * Access keys of IAM users in the management account, for automation: `/api/v1/access-keys`. IAM's own API takes no cookie,
 * since its requests are forms, which any page can send.
 */
export const cloudRoutes: FastifyPluginAsync<CloudRoutesNeeds> = async (app, needs) => {
  const route = administration(app, needs.administration)
  addListAndCreation(route, needs)
  addChanges(route, needs)
}

function addListAndCreation(route: Administers, { users, userStore, instance }: CloudRoutesNeeds): void {
  const account = instance.managementAccountId
  route({
    ...source,
    method: 'GET',
    path: '/access-keys',
    summary: 'Access keys of IAM users in the management account, with their policies',
    eventName: 'ListAccessKeys',
    readOnly: true,
    answer: object({ keys: list(object(key)) }),
    needs: async () => [
      { action: 'iam:ListUsers', resource: '*' },
      ...(await userStore.list(account)).map(user => ({ action: 'iam:ListAccessKeys', resource: user.arn })),
    ],
    async handle() {
      const found = []
      for (const { iamUserId, userName } of await userStore.list(account)) {
        const policies = await userStore.attachedPolicies(iamUserId)
        for (const one of await userStore.keys(iamUserId)) found.push({ ...one, userName, policies })
      }
      return { keys: found.toSorted((a, b) => b.createdAt - a.createdAt) }
    },
  })
  route<{ readonly body: { readonly policyArn: string } }>({
    ...source,
    method: 'POST',
    path: '/access-keys',
    summary: 'Make an access key with the rights of one policy; its secret is answered this once',
    eventName: 'CreateAccessKey',
    readOnly: false,
    body: object({ policyArn: textUpTo(2048) }),
    answer: object({ ...key, secretAccessKey: text }),
    // Who may do all of this by itself may do it in one call: the user is made, gets the policy, and then a key.
    needs({ body: { policyArn } }) {
      const resource = users.automationArn(account, policyArn)
      return [
        { action: 'iam:CreateUser', resource },
        { action: 'iam:AttachUserPolicy', resource, context: { 'iam:PolicyARN': policyArn } },
        { action: 'iam:CreateAccessKey', resource },
      ]
    },
    async handle({ body: { policyArn } }, actor) {
      const made = await users.automationKey(actor, account, policyArn)
      const { accessKeyId, userName, active, createdAt, secretAccessKey } = made
      return { accessKeyId, userName, active, createdAt, secretAccessKey, policies: [policyArn] }
    },
  })
}

function addChanges(route: Administers, { users, userStore, instance }: CloudRoutesNeeds): void {
  const account = instance.managementAccountId
  const ownerOf = async (accessKeyId: string) => {
    const owner = (await userStore.keyOwner(accessKeyId))?.user
    return owner?.accountId === account ? owner : undefined
  }
  // A key that does not exist is of any user, so that only whoever may change every key learns it.
  const anyUser = arn('iamUser', { account, path: '/', userName: '*' })
  const onOwner = async (action: string, accessKeyId: string) => [
    { action, resource: (await ownerOf(accessKeyId))?.arn ?? anyUser },
  ]
  const nameOf = async (accessKeyId: string) => {
    const owner = await ownerOf(accessKeyId)
    if (owner === undefined) throw refuse('cloud.no_such_access_key', { about: accessKeyId })
    return owner.userName
  }
  route<OfKey & { readonly body: { readonly active: boolean } }>({
    ...ofKey,
    method: 'PUT',
    path: '/access-keys/:accessKeyId',
    summary: 'Switch an access key on or off',
    eventName: 'UpdateAccessKey',
    readOnly: false,
    body: object({ active: truth }),
    needs: ({ params }) => onOwner('iam:UpdateAccessKey', params.accessKeyId),
    async handle({ params: { accessKeyId }, body: { active } }, actor) {
      await users.setKeyActive(actor, accessKeyId, active, await nameOf(accessKeyId))
    },
  })
  route<OfKey>({
    ...ofKey,
    method: 'DELETE',
    path: '/access-keys/:accessKeyId',
    summary: 'Delete an access key',
    eventName: 'DeleteAccessKey',
    readOnly: false,
    needs: ({ params }) => onOwner('iam:DeleteAccessKey', params.accessKeyId),
    async handle({ params: { accessKeyId } }, actor) {
      await users.deleteKey(actor, accessKeyId, await nameOf(accessKeyId))
    },
  })
}
