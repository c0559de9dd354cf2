import type { FastifyPluginAsync } from 'fastify'
import type { Instance } from '#server/base/instance.ts'
import { arn } from '#server/formats/aws/index.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
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
  const { users, userStore, instance } = needs
  const route = administration(app, needs.administration)
  const account = instance.managementAccountId
  const user = (userName = '*') => arn('iamUser', { account, path: '/', userName })
  const ownerOf = async (accessKeyId: string) => (await userStore.keyOwner(accessKeyId))?.user.userName
  route({
    ...source,
    method: 'GET',
    path: '/access-keys',
    summary: 'Access keys of IAM users in the management account, with their policies',
    eventName: 'ListAccessKeys',
    readOnly: true,
    answer: object({ keys: list(object(key)) }),
    needs: () => [
      { action: 'iam:ListUsers', resource: '*' },
      { action: 'iam:ListAccessKeys', resource: user() },
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
    needs: () =>
      ['CreateUser', 'AttachUserPolicy', 'CreateAccessKey'].map(one => ({ action: `iam:${one}`, resource: user() })),
    async handle({ body: { policyArn } }, actor) {
      const made = await users.automationKey(actor, account, policyArn)
      const { accessKeyId, userName, active, createdAt, secretAccessKey } = made
      return { accessKeyId, userName, active, createdAt, secretAccessKey, policies: [policyArn] }
    },
  })
  route<OfKey & { readonly body: { readonly active: boolean } }>({
    ...ofKey,
    method: 'PUT',
    path: '/access-keys/:accessKeyId',
    summary: 'Switch an access key on or off',
    eventName: 'UpdateAccessKey',
    readOnly: false,
    body: object({ active: truth }),
    needs: async ({ params }) => [{ action: 'iam:UpdateAccessKey', resource: user(await ownerOf(params.accessKeyId)) }],
    async handle({ params: { accessKeyId }, body: { active } }, actor) {
      await users.setKeyActive(actor, accessKeyId, active, (await ownerOf(accessKeyId)) ?? accessKeyId)
    },
  })
  route<OfKey>({
    ...ofKey,
    method: 'DELETE',
    path: '/access-keys/:accessKeyId',
    summary: 'Delete an access key',
    eventName: 'DeleteAccessKey',
    readOnly: false,
    needs: async ({ params }) => [{ action: 'iam:DeleteAccessKey', resource: user(await ownerOf(params.accessKeyId)) }],
    async handle({ params: { accessKeyId } }, actor) {
      await users.deleteKey(actor, accessKeyId, (await ownerOf(accessKeyId)) ?? accessKeyId)
    },
  })
}
