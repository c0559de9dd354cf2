import type * as Wire from '@aws-sdk/client-iam'
import type { Actor, Need } from '#server/base/actor.ts'
import type { IamUser } from '#server/cloud/index.ts'
import { check, oneOf, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import {
  everywhere,
  type IamNeeds,
  listed,
  pageOfRows,
  pageRules,
  pathPrefix,
  truncation,
  userName,
} from './iam-inputs.ts'

const accessKeyId = text({ min: 16, max: 128, pattern: /\w+/ })

interface NamesUser {
  readonly UserName?: string | undefined
}

/** Where no user is named, the caller's own. */
const onUser =
  ({ iam }: IamNeeds, action: string) =>
  async (input: NamesUser, actor: Actor): Promise<readonly Need[]> => [
    { action: `iam:${action}`, resource: await iam.users.arnOf(actor, input.UserName) },
  ]

const shownUser = (user: IamUser): Wire.User => ({
  Path: user.path,
  UserName: user.userName,
  UserId: user.iamUserId,
  Arn: user.arn,
  CreateDate: new Date(user.createdAt),
})

const statusOf = (active: boolean): Wire.StatusType => (active ? 'Active' : 'Inactive')

/** IAM users are there for access keys of automation; `portico access-key create` makes them. */
export const iamUserOperations = (needs: IamNeeds): readonly Operation[] => [...reading(needs), ...keys(needs)]

const reading = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.GetUserCommandInput, Wire.GetUserCommandOutput>('GetUser', {
    plane: 'account',
    readOnly: true,
    needs: onUser(needs, 'GetUser'),
    async handle(input, actor) {
      check(input, { UserName: userName })
      return { User: shownUser(await needs.iam.users.get(actor, input.UserName)) }
    },
  }),
  operation<Wire.ListUsersCommandInput, Wire.ListUsersCommandOutput>('ListUsers', {
    plane: 'account',
    readOnly: true,
    needs: everywhere('ListUsers'),
    async handle(input, actor) {
      check(input, { ...pageRules, PathPrefix: pathPrefix })
      const prefix = input.PathPrefix ?? '/'
      const users = (await needs.iam.users.list(actor)).filter(user => user.path.startsWith(prefix))
      const page = await pageOfRows(
        needs,
        listed('ListUsers', input, [actor.accountId, prefix]),
        users,
        user => user.arn,
      )
      return { Users: page.items.map(shownUser), ...truncation(page) }
    },
  }),
  operation<Wire.ListAccessKeysCommandInput, Wire.ListAccessKeysCommandOutput>('ListAccessKeys', {
    plane: 'account',
    readOnly: true,
    needs: onUser(needs, 'ListAccessKeys'),
    async handle(input, actor) {
      check(input, { ...pageRules, UserName: userName })
      const { user, keys } = await needs.iam.users.keys(actor, input.UserName)
      const list = listed('ListAccessKeys', input, user.arn)
      const page = await pageOfRows(needs, list, keys, key => key.accessKeyId)
      return {
        AccessKeyMetadata: page.items.map(key => ({
          UserName: user.userName,
          AccessKeyId: key.accessKeyId,
          Status: statusOf(key.active),
          CreateDate: new Date(key.createdAt),
        })),
        ...truncation(page),
      }
    },
  }),
]

const keys = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.CreateAccessKeyCommandInput, Wire.CreateAccessKeyCommandOutput>('CreateAccessKey', {
    plane: 'account',
    readOnly: false,
    needs: onUser(needs, 'CreateAccessKey'),
    async handle(input, actor) {
      check(input, { UserName: userName })
      const key = await needs.iam.users.createKey(actor, input.UserName)
      return {
        AccessKey: {
          UserName: key.userName,
          AccessKeyId: key.accessKeyId,
          Status: statusOf(key.active),
          SecretAccessKey: key.secretAccessKey,
          CreateDate: new Date(key.createdAt),
        },
      }
    },
  }),
  operation<Wire.UpdateAccessKeyCommandInput, Wire.UpdateAccessKeyCommandOutput>('UpdateAccessKey', {
    plane: 'account',
    readOnly: false,
    needs: onUser(needs, 'UpdateAccessKey'),
    async handle(input, actor) {
      check(input, { UserName: userName, AccessKeyId: accessKeyId, Status: oneOf(['Active', 'Inactive']) })
      await needs.iam.users.setKeyActive(actor, input.AccessKeyId ?? '', input.Status === 'Active', input.UserName)
      return {}
    },
  }),
  operation<Wire.DeleteAccessKeyCommandInput, Wire.DeleteAccessKeyCommandOutput>('DeleteAccessKey', {
    plane: 'account',
    readOnly: false,
    needs: onUser(needs, 'DeleteAccessKey'),
    async handle(input, actor) {
      check(input, { UserName: userName, AccessKeyId: accessKeyId })
      await needs.iam.users.deleteKey(actor, input.AccessKeyId ?? '', input.UserName)
      return {}
    },
  }),
]
