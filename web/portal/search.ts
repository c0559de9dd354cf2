import type { Account } from './access-api.ts'

/** An account that the search found, and which of its roles to show. */
export interface Match {
  readonly account: Account
  /** `all` when the account itself was meant; else the roles that were. */
  readonly roles: 'all' | readonly string[]
}

export const accountLabel = (account: Account): string => account.accountName || account.accountId

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

export const sortedByName = (accounts: readonly Account[]): Account[] =>
  accounts.toSorted(
    (a, b) => collator.compare(accountLabel(a), accountLabel(b)) || a.accountId.localeCompare(b.accountId),
  )

/**
 * Every word must be found, each in the account (name, id with or without dashes, e-mail) or in the name of a role:
 * `prod admin` finds the role `AdministratorAccess` of the account `production`.
 * @param rolesOf undefined for accounts whose roles are not loaded yet
 */
export function searchAccounts(
  accounts: readonly Account[],
  rolesOf: (accountId: string) => readonly string[] | undefined,
  text: string,
): Match[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean).map(withoutIdDashes)
  return accounts.flatMap((account): Match[] => {
    const ofAccount = `${account.accountName ?? ''}\n${account.accountId}\n${account.emailAddress ?? ''}`.toLowerCase()
    const rest = words.filter(word => !ofAccount.includes(word))
    if (rest.length === 0) return [{ account, roles: 'all' }]
    const roles = rolesOf(account.accountId)?.filter(role => rest.every(word => role.toLowerCase().includes(word)))
    return roles?.length ? [{ account, roles }] : []
  })
}

/** `1111-2222-3333`, as AWS's consoles print account ids, means `111122223333`. */
const withoutIdDashes = (word: string): string => (/^\d{4}-[\d-]*$/.test(word) ? word.replaceAll('-', '') : word)
