import type { Author } from '#server/audit/index.ts'
import type { Page, PageRequest } from '#server/base/paging.ts'
import { hex } from '#server/base/random.ts'
import { MOST_POLICY_WEIGHT, parsePolicy, policyWeight } from '#server/policy/index.ts'
import { aboutPermissionSet, existing, permissionSetArn } from './by-arn.ts'
import { customerPolicyKey } from './customer-policy.ts'
import { sessionSeconds } from './duration.ts'
import type { AccessNeeds, AccessStores } from './needs.ts'
import { refuse } from './refusals.ts'
import { refuseTags } from './tags.ts'
import type {
  CustomerPolicyReference,
  PermissionSetDefinition,
  PermissionsBoundary,
  StoredPermissionSet,
  Tag,
} from './types.ts'

/** The members that UpdatePermissionSet replaces together: what is left out is cleared. */
export interface PermissionSetSettings {
  readonly description?: string
  /** Default PT1H. */
  readonly sessionDuration?: string
  readonly relayState?: string
}

export interface NewPermissionSet extends PermissionSetSettings {
  readonly name: string
  readonly tags: readonly Tag[]
}

/**
 * The definitions. None of these touches an account: accounts with the permission set become outdated until it is
 * provisioned. Permission sets are given by ARN; one that does not exist is refused as `access.permission_set_missing`.
 */
export interface PermissionSets {
  /** @throws Refusal `access.permission_set_exists`, `access.session_duration`, `access.permission_set_quota`, … */
  create(author: Author, wanted: NewPermissionSet): Promise<PermissionSetDefinition>
  describe(arn: string): Promise<PermissionSetDefinition>
  byName(name: string): Promise<PermissionSetDefinition | undefined>
  /** ARNs. */
  list(page: PageRequest): Promise<Page<string>>
  update(author: Author, arn: string, settings: PermissionSetSettings): Promise<void>
  /** @throws Refusal `access.permission_set_in_use` */
  delete(author: Author, arn: string): Promise<void>
  /** @throws Refusal `access.policy_attached`, `access.policy_quota` */
  attachManagedPolicy(author: Author, arn: string, policyArn: string): Promise<void>
  /** @throws Refusal `access.policy_not_attached` */
  detachManagedPolicy(author: Author, arn: string, policyArn: string): Promise<void>
  attachCustomerPolicy(author: Author, arn: string, reference: CustomerPolicyReference): Promise<void>
  detachCustomerPolicy(author: Author, arn: string, reference: CustomerPolicyReference): Promise<void>
  /** @throws Refusal `policy.malformed_document`, `access.inline_policy_size` */
  putInlinePolicy(author: Author, arn: string, document: string): Promise<void>
  deleteInlinePolicy(author: Author, arn: string): Promise<void>
  putBoundary(author: Author, arn: string, boundary: PermissionsBoundary): Promise<void>
  deleteBoundary(author: Author, arn: string): Promise<void>
}

const MOST_PERMISSION_SETS = 3_500
const MOST_POLICIES = 20
const DEFAULT_DURATION = 'PT1H'

export function permissionSets(needs: AccessNeeds): PermissionSets {
  const edit = editor(needs)
  return {
    ...definitions(needs, edit),
    ...attachments(edit),
    async putInlinePolicy(author, setArn, document) {
      refuseLongPolicy(document)
      parsePolicy(document, 'identity')
      await edit(author, setArn, async set => ({ ...set, inlinePolicy: document }))
    },
    deleteInlinePolicy: (author, setArn) => edit(author, setArn, async ({ inlinePolicy: _, ...set }) => set),
    putBoundary: (author, setArn, boundary) => edit(author, setArn, async set => ({ ...set, boundary })),
    deleteBoundary: (author, setArn) => edit(author, setArn, async ({ boundary: _, ...set }) => set),
  }
}

type Definitions = Pick<PermissionSets, 'create' | 'describe' | 'byName' | 'list' | 'update' | 'delete'>

function definitions({ instance, stores, atomically, clock, random }: AccessNeeds, edit: Edit): Definitions {
  const withArn = (set: StoredPermissionSet): PermissionSetDefinition => ({
    ...set,
    arn: permissionSetArn(instance, set.permissionSetId),
  })
  return {
    async create(author, { name, tags, ...settings }) {
      refuseTags(tags)
      const count = await stores.access.permissionSetCount()
      if (count >= MOST_PERMISSION_SETS) throw refuse('access.permission_set_quota', { observed: String(count) })
      const set = newPermissionSet(`ps-${hex(random, 16)}`, name, settings, clock())
      const setArn = permissionSetArn(instance, set.permissionSetId)
      await atomically(async ({ access, events }) => {
        if ((await access.permissionSetByName(name)) !== undefined)
          throw refuse('access.permission_set_exists', {
            sentence: `PermissionSet with name ${name} already exists.`,
            observed: name,
          })
        await access.addPermissionSet(set)
        await access.putTags(setArn, tags)
        const responseElements = { permissionSet: { name, permissionSetArn: setArn } }
        await events.record(author, { responseElements, ...aboutPermissionSet(setArn) })
      })
      return withArn(set)
    },
    describe: async setArn => withArn(await existing(stores, instance, setArn)),
    async byName(name) {
      const set = await stores.access.permissionSetByName(name)
      return set && withArn(set)
    },
    async list(page) {
      const { items, ...rest } = await stores.access.permissionSetIds(page)
      return { items: items.map(id => permissionSetArn(instance, id)), ...rest }
    },
    update: (author, setArn, settings) =>
      edit(author, setArn, async set => {
        const { description: _, relayState: __, ...kept } = set
        return { ...kept, ...checkedSettings(settings) }
      }),
    delete: (author, setArn) =>
      atomically(async ({ access, events }) => {
        const { permissionSetId } = await existing({ access }, instance, setArn)
        const accounts = await access.accountsOfPermissionSet(permissionSetId)
        if (accounts.length > 0)
          throw refuse('access.permission_set_in_use', {
            sentence: 'Could not delete because PermissionSet has ApplicationProfile with it',
            observed: `${accounts.length} accounts: ${accounts.slice(0, 10).join(', ')}`,
          })
        await access.deletePermissionSet(permissionSetId)
        await access.removeTags(
          setArn,
          (await access.tags(setArn)).map(tag => tag.key),
        )
        await events.record(author, aboutPermissionSet(setArn))
      }),
  }
}

function newPermissionSet(
  permissionSetId: string,
  name: string,
  settings: PermissionSetSettings,
  createdAt: number,
): StoredPermissionSet {
  const lists = { managedPolicies: [], customerPolicies: [] }
  return { permissionSetId, name, ...checkedSettings(settings), createdAt, version: 1, ...lists }
}

function checkedSettings({ sessionDuration = DEFAULT_DURATION, ...settings }: PermissionSetSettings) {
  sessionSeconds(sessionDuration)
  return { sessionDuration, ...settings }
}

type Attachments = Pick<
  PermissionSets,
  'attachManagedPolicy' | 'detachManagedPolicy' | 'attachCustomerPolicy' | 'detachCustomerPolicy'
>

function attachments(edit: Edit): Attachments {
  const attach = (author: Author, setArn: string, policy: string) =>
    edit(author, setArn, async (set, { access }) => {
      const policies = policiesOf(set)
      if (policies.includes(policy)) throw refuse('access.policy_attached', { observed: policy })
      if (policies.length >= MOST_POLICIES) throw refuse('access.policy_quota', quotaDetails(set, policies))
      await access.addPolicy(set.permissionSetId, policy)
      return set
    })
  const detach = (author: Author, setArn: string, policy: string) =>
    edit(author, setArn, async (set, { access }) => {
      const policies = policiesOf(set)
      if (!policies.includes(policy)) throw refuse('access.policy_not_attached', notAttached(policy, policies))
      await access.removePolicy(set.permissionSetId, policy)
      return set
    })
  return {
    attachManagedPolicy: attach,
    detachManagedPolicy: detach,
    attachCustomerPolicy: (author, setArn, reference) => attach(author, setArn, customerPolicyKey(reference)),
    detachCustomerPolicy: (author, setArn, reference) => detach(author, setArn, customerPolicyKey(reference)),
  }
}

const policiesOf = (set: StoredPermissionSet): readonly string[] => [
  ...set.managedPolicies,
  ...set.customerPolicies.map(customerPolicyKey),
]

const quotaDetails = ({ permissionSetId }: StoredPermissionSet, policies: readonly string[]) => ({
  sentence: `You have exceeded AWS SSO limits. Cannot create ManagedPolicy more than ${MOST_POLICIES} for id ${permissionSetId}`,
  observed: String(policies.length),
  expected: `fewer than ${MOST_POLICIES}`,
})

/** Says so where only the letter case differs: the likeliest mistake, since IAM itself ignores case in names. */
function notAttached(policy: string, policies: readonly string[]) {
  const nearest = policies.find(other => other.toLowerCase() === policy.toLowerCase())
  return nearest === undefined ? { observed: policy } : { observed: policy, expected: nearest }
}

type Edit = (
  author: Author,
  setArn: string,
  change: (set: StoredPermissionSet, stores: AccessStores) => Promise<StoredPermissionSet>,
) => Promise<void>

/** One change of a definition: its version grows, so that accounts with the permission set count as outdated. */
const editor =
  ({ instance, atomically }: AccessNeeds): Edit =>
  (author, setArn, change) =>
    atomically(async ({ access, work, events }) => {
      const stores = { access, work }
      const set = await change(await existing(stores, instance, setArn), stores)
      await access.updatePermissionSet({ ...set, version: set.version + 1 })
      await events.record(author, aboutPermissionSet(setArn))
    })

function refuseLongPolicy(document: string): void {
  const size = policyWeight(document)
  if (size > MOST_POLICY_WEIGHT)
    throw refuse('access.inline_policy_size', {
      observed: `${size} characters without white space`,
      expected: `${MOST_POLICY_WEIGHT}`,
    })
}
