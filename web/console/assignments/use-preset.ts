import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import type { Api } from '../api/call.ts'
import type { AccountPage, PermissionSetPage } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'
import { type Chosen, presetOf, type Wanted } from './wanted.ts'

const PAGE = 200

/**
 * What the address names, with the names of it. Ids stand for the names until they are known, and for those that are
 * not found: the preview says what is wrong with them.
 */
export function usePreset(query: URLSearchParams): { readonly key: string; readonly wanted: Wanted } {
  const api = useApi()
  const { portal } = useSession()
  // What is chosen later does not stand in the address: only where somebody came from counts.
  const [ids] = useState(() => presetOf(query))
  const { accounts, users, groups, sets } = ids
  const { data } = useQuery({
    queryKey: ['preset', api.as, ids],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Wanted> => ({
      accounts: await named(accounts, token => accountsOf(api, token)),
      users: await Promise.all(users.map(id => userOf(api, portal.identityStoreId, id))),
      groups: await Promise.all(groups.map(id => groupOf(api, portal.identityStoreId, id))),
      sets: await named(sets, token => setsOf(api, token)),
    }),
  })
  const unnamed = (list: readonly string[]): readonly Chosen[] => list.map(id => ({ id, name: id }))
  const wanted = data ?? {
    accounts: unnamed(accounts),
    users: unnamed(users),
    groups: unnamed(groups),
    sets: unnamed(sets),
  }
  const isAsked = accounts.length + users.length + groups.length + sets.length > 0
  return { key: isAsked && data ? 'named' : 'ids', wanted }
}

interface NamedPage {
  readonly found: readonly Chosen[]
  readonly next?: string | undefined
}

/** Reads the list until all of them were found. */
async function named(
  ids: readonly string[],
  read: (token: string | undefined) => Promise<NamedPage>,
): Promise<readonly Chosen[]> {
  const names = new Map<string, string>()
  let token: string | undefined
  do {
    if (ids.every(id => names.has(id))) break
    const { found, next } = await read(token)
    for (const { id, name } of found) names.set(id, name)
    token = next
  } while (token !== undefined)
  return ids.map(id => ({ id, name: names.get(id) ?? id }))
}

async function accountsOf(api: Api, token: string | undefined): Promise<NamedPage> {
  const { accounts, next } = await api.get<AccountPage>('/accounts', { limit: PAGE, token })
  return { found: accounts.map(({ accountId, name }) => ({ id: accountId, name })), next }
}

async function setsOf(api: Api, token: string | undefined): Promise<NamedPage> {
  const { permissionSets, next } = await api.get<PermissionSetPage>('/permission-sets', { limit: PAGE, token })
  return { found: permissionSets.map(({ permissionSetArn, name }) => ({ id: permissionSetArn, name })), next }
}

async function userOf(api: Api, IdentityStoreId: string, id: string): Promise<Chosen> {
  const asked = { IdentityStoreId, UserId: id }
  const { UserName } = await api.aws<{ readonly UserName: string }>('identitystore', 'DescribeUser', asked)
  return { id, name: UserName }
}

async function groupOf(api: Api, IdentityStoreId: string, id: string): Promise<Chosen> {
  const asked = { IdentityStoreId, GroupId: id }
  const { DisplayName } = await api.aws<{ readonly DisplayName: string }>('identitystore', 'DescribeGroup', asked)
  return { id, name: DisplayName }
}
