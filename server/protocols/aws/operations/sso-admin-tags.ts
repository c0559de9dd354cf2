import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  Tag as TagShape,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-sso-admin'
import type { Tag } from '#server/access/index.ts'
import type { ConditionContext } from '#server/base/actor.ts'
import { instanceArn } from '#server/base/instance.ts'
import { pageOf } from '#server/base/paging.ts'
import { check, fields, list, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { PAGE, requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'

const resourceArn = text({
  min: 10,
  max: 2048,
  pattern:
    /arn:aws(-[a-z]{1,5}){0,3}:sso::([0-9]{12})?:(instance|permissionSet|application|trustedTokenIssuer)\/[a-zA-Z0-9-./]+/,
})

/** Tags of the instance and of permission sets. */
export function tagOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access, paging } = needs
  const { onInstance, onPermissionSet } = resources(needs)

  const onResource = async (action: string, resource: string | undefined, context: ConditionContext = {}) => {
    const own = resource === instanceArn(instance) ? [] : await onPermissionSet(action, resource)
    return [...(await onInstance(action, context)), ...own].map(need => ({
      ...need,
      context: { ...need.context, ...context },
    }))
  }
  const requireGiven = (given: string | undefined) => {
    if (given !== undefined) requireInstance(instance, given)
  }

  return [
    operation<TagResourceCommandInput, TagResourceCommandOutput>('TagResource', {
      plane: 'administration',
      readOnly: false,
      needs: input => onResource('sso:TagResource', input.ResourceArn, requestTags(input.Tags)),
      async handle(input, actor) {
        const tag = fields<TagShape>({ Key: rule.tagKey, Value: rule.tagValue })
        check(input, {
          InstanceArn: rule.instanceArn,
          ResourceArn: resourceArn,
          Tags: list<TagShape>({ max: 75, each: tag }),
        })
        requireGiven(input.InstanceArn)
        await access.tags.put(actor, input.ResourceArn ?? '', tagsOf(input.Tags))
        return {}
      },
    }),
    operation<UntagResourceCommandInput, UntagResourceCommandOutput>('UntagResource', {
      plane: 'administration',
      readOnly: false,
      needs: input => onResource('sso:UntagResource', input.ResourceArn, { 'aws:TagKeys': input.TagKeys ?? [] }),
      async handle(input, actor) {
        check(input, {
          InstanceArn: rule.instanceArn,
          ResourceArn: resourceArn,
          TagKeys: list({ min: 1, max: 75, each: rule.tagKey }),
        })
        requireGiven(input.InstanceArn)
        await access.tags.remove(actor, input.ResourceArn ?? '', input.TagKeys ?? [])
        return {}
      },
    }),
    operation<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>('ListTagsForResource', {
      plane: 'administration',
      readOnly: true,
      needs: input => onResource('sso:ListTagsForResource', input.ResourceArn),
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn, ResourceArn: resourceArn, NextToken: rule.nextToken })
        requireGiven(input.InstanceArn)
        const filter = input.ResourceArn ?? ''
        const asked = { operation: 'sso-admin ListTagsForResource', filter, token: input.NextToken, limit: PAGE }
        const { items, token } = await paging(asked, async ({ limit, after = '' }) => {
          const rest = (await access.tags.of(filter)).filter(({ key }) => key > after)
          return pageOf(rest, limit, tag => tag.key, tagShape)
        })
        return { Tags: [...items], NextToken: token }
      },
    }),
  ]
}

const tagShape = ({ key, value }: Tag): TagShape => ({ Key: key, Value: value })

export const tagsOf = (tags: readonly TagShape[] = []): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' }))

/** Condition keys of the tags that a request brings. */
export const requestTags = (tags: readonly TagShape[] = []): ConditionContext =>
  tags.length === 0
    ? {}
    : {
        'aws:TagKeys': tags.map(({ Key }) => Key ?? ''),
        ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value ?? ''])),
      }
