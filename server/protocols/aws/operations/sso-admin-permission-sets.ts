import type {
  CreatePermissionSetCommandInput,
  CreatePermissionSetCommandOutput,
  DeletePermissionSetCommandInput,
  DeletePermissionSetCommandOutput,
  DescribePermissionSetCommandInput,
  DescribePermissionSetCommandOutput,
  ListPermissionSetsCommandInput,
  ListPermissionSetsCommandOutput,
  PermissionSet as PermissionSetShape,
  Tag as TagShape,
  UpdatePermissionSetCommandInput,
  UpdatePermissionSetCommandOutput,
} from '@aws-sdk/client-sso-admin'
import type { PermissionSet, PermissionSetSettings } from '#server/access/index.ts'
import { check, fields, list, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'
import { onDefinitionOf } from './sso-admin-policies.ts'
import { requestTags, tagsOf } from './sso-admin-tags.ts'

const settingRules = {
  Description: text({ min: 1, max: 700, pattern: /[\t\n\r\x20-\x7E\xA1-\xFF]*/ }),
  SessionDuration: text({
    min: 1,
    max: 100,
    pattern: /(-?)P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)([DW]))?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?/,
  }),
  RelayState: text({ min: 1, max: 240, pattern: /[a-zA-Z0-9&$@#\\/%?=~\-_'"|!:,.;*+[\] (){}]+/ }),
}

export function permissionSetOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access, paging } = needs
  const { onInstance, onPermissionSet } = resources(needs)
  const both = (action: string) => async (input: { PermissionSetArn: string | undefined }) => [
    ...(await onInstance(action)),
    ...(await onPermissionSet(action, input.PermissionSetArn)),
  ]
  return [
    operation<CreatePermissionSetCommandInput, CreatePermissionSetCommandOutput>('CreatePermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: input => onInstance('sso:CreatePermissionSet', requestTags(input.Tags)),
      async handle(input, actor) {
        check(input, {
          InstanceArn: rule.instanceArn,
          Name: text({ min: 1, max: 32, pattern: /[\w+=,.@-]+/ }),
          ...settingRules,
          Tags: list<TagShape>({ max: 75, each: fields<TagShape>({ Key: rule.tagKey, Value: rule.tagValue }) }),
        })
        requireInstance(instance, input.InstanceArn)
        const wanted = { name: input.Name ?? '', tags: tagsOf(input.Tags), ...settingsOf(input) }
        return { PermissionSet: permissionSetShape(await access.permissionSets.create(actor, wanted)) }
      },
    }),
    operation<DescribePermissionSetCommandInput, DescribePermissionSetCommandOutput>('DescribePermissionSet', {
      plane: 'administration',
      readOnly: true,
      needs: both('sso:DescribePermissionSet'),
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn, PermissionSetArn: rule.permissionSetArn })
        requireInstance(instance, input.InstanceArn)
        return { PermissionSet: permissionSetShape(await access.permissionSets.describe(input.PermissionSetArn ?? '')) }
      },
    }),
    operation<ListPermissionSetsCommandInput, ListPermissionSetsCommandOutput>('ListPermissionSets', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:ListPermissionSets'),
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn, MaxResults: rule.maxResults, NextToken: rule.nextToken })
        requireInstance(instance, input.InstanceArn)
        const asked = { operation: 'ListPermissionSets', token: input.NextToken, limit: input.MaxResults ?? PAGE }
        const { items, token } = await paging(asked, page => access.permissionSets.list(page))
        return { PermissionSets: [...items], NextToken: token }
      },
    }),
    operation<UpdatePermissionSetCommandInput, UpdatePermissionSetCommandOutput>('UpdatePermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: onDefinitionOf(needs)('sso:UpdatePermissionSet'),
      async handle(input, actor) {
        check(input, { InstanceArn: rule.instanceArn, PermissionSetArn: rule.permissionSetArn, ...settingRules })
        requireInstance(instance, input.InstanceArn)
        await access.permissionSets.update(actor, input.PermissionSetArn ?? '', settingsOf(input))
        return {}
      },
    }),
    operation<DeletePermissionSetCommandInput, DeletePermissionSetCommandOutput>('DeletePermissionSet', {
      plane: 'administration',
      readOnly: false,
      needs: both('sso:DeletePermissionSet'),
      async handle(input, actor) {
        check(input, { InstanceArn: rule.instanceArn, PermissionSetArn: rule.permissionSetArn })
        requireInstance(instance, input.InstanceArn)
        await access.permissionSets.delete(actor, input.PermissionSetArn ?? '')
        return {}
      },
    }),
  ]
}

interface Settings {
  readonly Description?: string | undefined
  readonly SessionDuration?: string | undefined
  readonly RelayState?: string | undefined
}

const settingsOf = ({ Description, SessionDuration, RelayState }: Settings): PermissionSetSettings => ({
  ...(Description === undefined ? {} : { description: Description }),
  ...(SessionDuration === undefined ? {} : { sessionDuration: SessionDuration }),
  ...(RelayState === undefined ? {} : { relayState: RelayState }),
})

const permissionSetShape = (set: PermissionSet): PermissionSetShape => ({
  Name: set.name,
  PermissionSetArn: set.arn,
  ...(set.description === undefined ? {} : { Description: set.description }),
  CreatedDate: new Date(set.createdAt),
  SessionDuration: set.sessionDuration,
  ...(set.relayState === undefined ? {} : { RelayState: set.relayState }),
})
