import type { AccessService, PermissionSetDefinition } from '#server/access/index.ts'
import type { Author } from '#server/audit/index.ts'
import type { WithLease } from '#server/base/atomically.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Passwords } from '#server/credentials/index.ts'
import { type DirectoryService, type User, userFrom } from '#server/directory/index.ts'
import { refuse } from './refusals.ts'
import type { FirstAdministrator, SetsUp } from './types.ts'

/** The permission set that administrates everything, as AWS names it. */
const NAME = 'AdministratorAccess'
const POLICY = `arn:aws:iam::aws:policy/${NAME}`
/** Longer than a set-up takes, ms. */
const LEASE = 60_000

interface Needs {
  readonly instance: Instance
  readonly directory: DirectoryService
  readonly passwords: Passwords
  readonly access: AccessService
  readonly withLease: WithLease
}

/**
 * The first administrator of an empty store: a user with a password, and the AdministratorAccess permission set assigned
 * to that user in the management account. The store counts as set up when somebody is assigned there, which is the last
 * step: a set-up that broke off is simply repeated, and takes up what it finds.
 */
export function setup({ instance, directory, passwords, access, withLease }: Needs): SetsUp {
  const accountId = instance.managementAccountId

  const isOpen = async () => !(await access.assignments.anyIn(accountId))

  async function setUp(input: FirstAdministrator, author: Author): Promise<{ userId: string }> {
    if (!(await isOpen())) throw refuse('setup.done')
    // Before the user is made, so that a mistake leaves nothing behind.
    const { userName: wanted, email, givenName, familyName } = input
    await passwords.requirePolicy(input.password, { userName: wanted, names: [givenName, familyName, email] })
    const { userId, userName } = await personFor(directory, input, author)
    await passwords.set(author, { userId, userName, password: input.password, mode: 'SET_UP' })
    const permissionSetArn = (await permissionSet(access, author)).arn
    await access.assignments.assign(author, { accountId, permissionSetArn, principalType: 'USER', principalId: userId })
    return { userId }
  }

  return {
    isOpen,
    async setUp(input, author) {
      let result: { userId: string } | undefined
      await withLease('setup', LEASE, async () => {
        result = await setUp(input, author)
      })
      // Somebody else holds the lease: of two that set up at once, one becomes the first administrator.
      if (result === undefined) throw refuse('setup.done')
      return result
    },
  }
}

async function personFor(directory: DirectoryService, input: FirstAdministrator, author: Author): Promise<User> {
  const existing = await directory.userByName(input.userName)
  if (existing !== undefined) return existing
  const { userName, givenName, familyName, email } = input
  const attributes = {
    userName,
    displayName: `${givenName} ${familyName}`,
    name: { givenName, familyName },
    emails: [{ value: email, type: 'work', primary: true }],
  }
  return directory.createUser(author, userFrom(attributes, { status: 'ENABLED' }))
}

async function permissionSet({ permissionSets }: AccessService, author: Author): Promise<PermissionSetDefinition> {
  const set =
    (await permissionSets.byName(NAME)) ??
    (await permissionSets.create(author, { name: NAME, description: 'Full access to the account', tags: [] }))
  if (!set.managedPolicies.includes(POLICY)) await permissionSets.attachManagedPolicy(author, set.arn, POLICY)
  return set
}
