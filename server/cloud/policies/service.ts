import { createHash } from 'node:crypto'
import type { Actor } from '#server/base/actor.ts'
import { type Page, type PageRequest, pageOf } from '#server/base/paging.ts'
import { BASE32 } from '#server/base/random.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import { type ManagedPolicy as AwsPolicy, managedPolicies, managedPolicy } from '#server/policy/index.ts'
import { accountOf, requireAccount } from '../account.ts'
import { iamId } from '../ids.ts'
import { checkDocument, checkTags } from '../limits.ts'
import type { CloudNeeds } from '../needs.ts'
import { refuse } from '../refusals.ts'
import type { CloudStores } from '../store.ts'
import type { ManagedPolicy, Tag } from '../types.ts'
import type { PolicyRow } from './store.ts'

export interface NewPolicy {
  readonly policyName: string
  readonly path?: string | undefined
  readonly document: string
  readonly description?: string | undefined
  readonly tags?: readonly Tag[] | undefined
}

export type PolicyScope = 'All' | 'AWS' | 'Local'

/** Managed policies: those of AWS, which are read only, and the account's own. */
export interface IamPolicies {
  get(actor: Actor, policyArn: string): Promise<ManagedPolicy>
  /** A policy has one version here, `v1`. @throws Refusal `cloud.no_such_policy` for another */
  version(actor: Actor, policyArn: string, versionId: string): Promise<ManagedPolicy>
  /** The account's own first, each in the order of the names. */
  list(
    actor: Actor,
    filter: { scope: PolicyScope; pathPrefix: string },
    page: PageRequest,
  ): Promise<Page<ManagedPolicy>>
  create(actor: Actor, policy: NewPolicy): Promise<ManagedPolicy>
  delete(actor: Actor, policyArn: string): Promise<void>
}

export function iamPolicies(needs: CloudNeeds): IamPolicies {
  const { stores } = needs
  const get: IamPolicies['get'] = async (actor, policyArn) => {
    const accountId = accountOf(actor)
    const policy = (await find(stores, accountId, policyArn)) ?? noSuchPolicy(policyArn)
    return firstOf(await used(stores, accountId, [policy]))
  }
  return {
    get,
    async version(actor, policyArn, versionId) {
      const policy = await get(actor, policyArn)
      if (versionId === 'v1') return policy
      throw refuse('cloud.no_such_policy', {
        sentence: `Policy ${policyArn} version ${versionId} does not exist or is not attachable.`,
        about: policyArn,
      })
    },
    async list(actor, filter, page) {
      const accountId = accountOf(actor)
      const { items, ...rest } = await rows(stores, accountId, filter, page)
      return { ...rest, items: await used(stores, accountId, items) }
    },
    create: (actor, policy) => createPolicy(needs, actor, policy),
    async delete(actor, policyArn) {
      const accountId = accountOf(actor)
      await needs.atomically(async unit => {
        const policy = (await find(unit, accountId, policyArn)) ?? noSuchPolicy(policyArn)
        if (policy.accountId === 'aws') throw refuse('cloud.policy_read_only', { about: policyArn })
        const { attachmentCount, boundaryCount } = firstOf(await used(unit, accountId, [policy]))
        if (attachmentCount + boundaryCount > 0) {
          const sentence = 'Cannot delete a policy attached to entities.'
          const observed = `${attachmentCount} attachments, ${boundaryCount} boundaries`
          throw refuse('cloud.delete_conflict', { sentence, observed, about: policyArn })
        }
        await unit.policies.remove(policy.policyId)
        await unit.events.record(actor, policyEvent(policy, accountId))
      })
    },
  }
}

const policyEvent = ({ arn: name }: PolicyRow, accountId: string) => ({
  recipientAccountId: accountId,
  resources: [{ type: 'AWS::IAM::ManagedPolicy', name, accountId }],
})

async function createPolicy({ atomically, clock, random }: CloudNeeds, actor: Actor, wanted: NewPolicy) {
  const accountId = accountOf(actor)
  const { policyName, path = '/', document, description, tags = [] } = wanted
  checkDocument('PolicySize', document, 'identity')
  checkTags(tags)
  const policy: PolicyRow = {
    accountId,
    arn: arn('policy', { account: accountId, path, policyName }),
    policyId: iamId('ANPA', random),
    policyName,
    path,
    document,
    ...(description === undefined ? {} : { description }),
    tags,
    createdAt: clock(),
  }
  await atomically(async unit => {
    await requireAccount(unit, accountId)
    if (await unit.policies.find(accountId, policyName)) {
      const sentence = `A policy called ${policyName} already exists. Duplicate names are not allowed.`
      throw refuse('cloud.policy_exists', { sentence, about: policyName })
    }
    await unit.policies.add(policy)
    await unit.events.record(actor, {
      ...policyEvent(policy, accountId),
      responseElements: { policy: { arn: policy.arn, policyId: policy.policyId, policyName, path } },
    })
  })
  return { ...policy, attachmentCount: 0, boundaryCount: 0 }
}

async function find(stores: Pick<CloudStores, 'policies'>, accountId: string, policyArn: string) {
  const known = managedPolicy(policyArn)
  if (known !== undefined) return awsRow(known)
  const named = readArn('policy', policyArn)
  const policy = named?.account === accountId ? await stores.policies.find(accountId, named.policyName) : undefined
  return policy?.arn === policyArn ? policy : undefined
}

const OWN = 'own/'
const AWS = 'aws/'

/** One key space for both halves of the list, so that a page may end in either. */
async function rows(
  stores: Pick<CloudStores, 'policies'>,
  accountId: string,
  { scope, pathPrefix }: { scope: PolicyScope; pathPrefix: string },
  { limit, after = '' }: PageRequest,
): Promise<Page<PolicyRow>> {
  const own: { key: string; row: PolicyRow }[] = []
  if (scope !== 'AWS' && !after.startsWith(AWS)) {
    const start = after.startsWith(OWN) ? { after: after.slice(OWN.length) } : {}
    const page = await stores.policies.list(accountId, pathPrefix, { limit, ...start })
    own.push(...page.items.map(row => ({ key: `${OWN}${row.policyName.toLowerCase()}`, row })))
    if (page.next !== undefined) return { items: page.items, next: `${OWN}${page.next}` }
  }
  const start = after.startsWith(AWS) ? after.slice(AWS.length) : ''
  const known = scope === 'Local' ? [] : managedPolicies
  const aws = known
    .filter(({ name, path }) => path.startsWith(pathPrefix) && name > start)
    .map(policy => ({ key: `${AWS}${policy.name}`, row: awsRow(policy) }))
  const all = [...own, ...aws].slice(0, limit + 1)
  return pageOf(
    all,
    limit,
    ({ key }) => key,
    ({ row }) => row,
  )
}

const awsRow = ({ arn: policyArn, name, path, text, description }: AwsPolicy): PolicyRow => ({
  accountId: 'aws',
  arn: policyArn,
  policyId: awsPolicyId(policyArn),
  policyName: name,
  path,
  document: text,
  description,
  tags: [],
  createdAt: 0,
})

/** AWS's ids of its policies are opaque; these are made of the ARN, so that they are the same everywhere. */
function awsPolicyId(policyArn: string): string {
  const hash = createHash('sha256').update(policyArn).digest()
  return `ANPA${[...hash.subarray(0, 17)].map(byte => BASE32[byte & 31]).join('')}`
}

async function used(
  stores: Pick<CloudStores, 'policies'>,
  accountId: string,
  found: readonly PolicyRow[],
): Promise<readonly ManagedPolicy[]> {
  const use = await stores.policies.use(
    accountId,
    found.map(policy => policy.arn),
  )
  return found.map(policy => ({ ...policy, ...(use.get(policy.arn) ?? { attachmentCount: 0, boundaryCount: 0 }) }))
}

function firstOf([policy]: readonly ManagedPolicy[]): ManagedPolicy {
  if (policy === undefined) throw new Error('one policy was asked for')
  return policy
}

function noSuchPolicy(policyArn: string): never {
  throw refuse('cloud.no_such_policy', { sentence: `Policy ${policyArn} was not found.`, about: policyArn })
}
