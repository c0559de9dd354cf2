import type { Author } from '#server/audit/index.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { existing } from './by-arn.ts'
import type { AccessNeeds, AccessStores } from './needs.ts'
import { refuse } from './refusals.ts'
import type { Tag } from './types.ts'

/** Tags of the instance and of permission sets, by ARN; and the name that administrators give the instance. */
export interface Tags {
  /** In the order of the keys. @throws Refusal `access.resource_missing` */
  of(resource: string): Promise<readonly Tag[]>
  /** Replaces the values of keys that are there. @throws Refusal `access.tag_quota`, `access.tag_key` */
  put(author: Author, resource: string, tags: readonly Tag[]): Promise<void>
  /** Keys that are not there are ignored. */
  remove(author: Author, resource: string, keys: readonly string[]): Promise<void>
  instanceName(): Promise<string | undefined>
  nameInstance(author: Author, name: string): Promise<void>
}

const MOST_TAGS = 50

export function tags({ instance, stores, atomically }: AccessNeeds): Tags {
  return {
    async of(resource) {
      await existingResource(stores, instance, resource)
      return stores.access.tags(resource)
    },
    async put(author, resource, tags) {
      refuseTags(tags)
      await atomically(async ({ access, work, events }) => {
        await existingResource({ access, work }, instance, resource)
        await access.putTags(resource, tags)
        const count = (await access.tags(resource)).length
        if (count > MOST_TAGS)
          throw refuse('access.tag_quota', { observed: String(count), expected: String(MOST_TAGS) })
        await events.record(author, about(resource))
      })
    },
    remove: (author, resource, keys) =>
      atomically(async ({ access, work, events }) => {
        await existingResource({ access, work }, instance, resource)
        await access.removeTags(resource, keys)
        await events.record(author, about(resource))
      }),
    instanceName: () => stores.access.instanceName(instance.instanceId),
    nameInstance: (author, name) =>
      atomically(async ({ access, events }) => {
        await access.nameInstance(instance.instanceId, name)
        await events.record(author, about(instanceArn(instance)))
      }),
  }
}

/** @throws Refusal `access.tag_key`, `access.tag_quota` */
export function refuseTags(tags: readonly Tag[]): void {
  const keys = tags.map(({ key }) => key)
  const wrong = keys.find((key, place) => key.toLowerCase().startsWith('aws:') || keys.indexOf(key) !== place)
  if (wrong !== undefined) throw refuse('access.tag_key', { observed: wrong })
  if (keys.length > MOST_TAGS)
    throw refuse('access.tag_quota', { observed: String(keys.length), expected: String(MOST_TAGS) })
}

async function existingResource(stores: AccessStores, instance: Instance, resource: string): Promise<void> {
  if (resource === instanceArn(instance)) return
  if (resource.includes(':permissionSet/')) await existing(stores, instance, resource)
  else throw refuse('access.resource_missing', { observed: resource })
}

const about = (resource: string) => ({
  resources: [
    { type: resource.includes(':permissionSet/') ? 'AWS::SSO::PermissionSet' : 'AWS::SSO::Instance', name: resource },
  ],
})
