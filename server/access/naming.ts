import type { Instance } from '#server/base/instance.ts'
import type { DirectorySearch } from '#server/directory/index.ts'
import type { Organization } from '#server/organization/index.ts'
import { permissionSetArn } from './by-arn.ts'
import type { AccessLists } from './lists.ts'
import type { Assignment, Principal } from './types.ts'

/** A principal as people read it. `deletedAt`: it is gone, and what still points at it is stale. */
export interface NamedPrincipal extends Principal {
  readonly name: string
  readonly deletedAt?: number
}

/** The names of what assignments join. */
export interface Naming {
  /** Finds the names of all of these with a few reads, and names one after the other then. */
  of(assignments: readonly Assignment[]): Promise<(assignment: Assignment) => NamedAssignment>
}

export interface NamedAssignment {
  readonly accountId: string
  readonly accountName: string
  readonly permissionSetId: string
  readonly permissionSetName: string
  readonly principal: NamedPrincipal
}

interface Needs {
  readonly search: Pick<DirectorySearch, 'named'>
  readonly organization: Pick<Organization, 'accountsNamed'>
  readonly lists: Pick<AccessLists, 'permissionSets'>
}

export const naming = ({ search, organization, lists }: Needs): Naming => ({
  async of(assignments) {
    const ids = <K extends keyof Assignment>(member: K) => [...new Set(assignments.map(one => one[member]))]
    const principals = new Map((await search.named(ids('principalId'))).map(one => [one.id, one]))
    const accounts = new Map((await organization.accountsNamed(ids('accountId'))).map(one => [one.accountId, one.name]))
    const sets = new Map((await lists.permissionSets()).map(one => [one.permissionSetId, one.name]))
    return ({ accountId, permissionSetId, principalType, principalId }) => {
      const known = principals.get(principalId)
      return {
        accountId,
        accountName: accounts.get(accountId) ?? accountId,
        permissionSetId,
        permissionSetName: sets.get(permissionSetId) ?? permissionSetId,
        principal: {
          principalType,
          principalId,
          name: known?.name ?? principalId,
          ...(known?.deletedAt === undefined ? {} : { deletedAt: known.deletedAt }),
        },
      }
    }
  },
})

/** A named assignment with the ARN of its permission set in place of the id. */
export const withArn = (instance: Instance, { permissionSetId, ...named }: NamedAssignment) => ({
  ...named,
  permissionSetArn: permissionSetArn(instance, permissionSetId),
})
