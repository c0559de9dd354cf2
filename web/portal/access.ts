/** What the signed-in person may enter: accounts, their roles, and the places that the person goes to most. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useSession } from '../kit/session.ts'
import { stored, useStored } from '../kit/stored.ts'
import { type Account, type AccountPage, listAccounts, listRoleNames } from './access-api.ts'
import { isPlaces, noPlaces, offeredPlaces, type Place, type Places, rememberUse, toggleFavourite } from './places.ts'
import { roleIndex } from './role-index.ts'
import { sortedByName } from './search.ts'

/** Browsers open six connections to an HTTP/1.1 server: two stay free for what the person does meanwhile. */
const roleRequestsAtOnce = 4

/** Access is often given while the person waits for it; and it takes a moment to be provisioned, also that of set-up. */
const lookAgainAfterMs = 3000

/**
 * All accounts of the person, page by page: sorted anew with each page, so that the first hundred are there at once.
 * While there is none, it looks again and again; what the session knows of the access is then out of date, too.
 */
export function useAccounts() {
  const client = useQueryClient()
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ['accounts'],
    queryFn: ({ pageParam, signal }) => listAccounts(pageParam, signal),
    initialPageParam: '',
    getNextPageParam: page => page.nextToken || undefined,
    refetchInterval: ({ state }) => isEmpty(state.data?.pages) && lookAgainAfterMs,
  })
  useEffect(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage()
  }, [hasNextPage, isFetching, error, fetchNextPage])

  const accounts = useMemo(() => data && sortedByName(data.pages.flatMap(page => page.accountList)), [data])
  const complete = accounts !== undefined && !hasNextPage
  const waiting = isEmpty(data?.pages)
  useEffect(() => {
    if (waiting) return () => void client.invalidateQueries({ queryKey: ['session'] })
  }, [waiting, client])
  return { accounts, complete, error, retry: () => void (data ? fetchNextPage() : refetch()) }
}

const isEmpty = (pages: readonly AccountPage[] | undefined): boolean =>
  pages?.every(({ accountList, nextToken }) => accountList.length === 0 && !nextToken) ?? false

/** The roles of these accounts, loaded in the background. */
export function useRoleIndex(accounts: readonly Account[] | undefined) {
  const [index] = useState(() => roleIndex(listRoleNames, roleRequestsAtOnce))
  useEffect(() => {
    if (accounts) index.add(accounts.map(account => account.accountId))
  }, [index, accounts])
  const snapshot = useSyncExternalStore(index.subscribe, index.snapshot)
  return { ...snapshot, want: index.want, retryFailed: index.retryFailed }
}

interface PlacesAccess {
  readonly places: Places
  readonly toggle: (place: Place) => void
  readonly remember: (place: Place) => void
}

const PlacesContext = createContext<PlacesAccess | undefined>(undefined)
export const PlacesProvider = PlacesContext.Provider

export function usePlaces(): PlacesAccess {
  const access = useContext(PlacesContext)
  if (access === undefined) throw new Error('used outside of PlacesProvider')
  return access
}

/** The person's favourites and recents, as remembered in this browser. */
export function useStoredPlaces(): PlacesAccess {
  const { user } = useSession()
  const store = useMemo(() => stored<Places>(`portico.places.${user.id}`, noPlaces, isPlaces), [user.id])
  const [places, update] = useStored(store)
  return useMemo(
    () => ({
      places,
      toggle: place => update(now => toggleFavourite(now, place)),
      remember: place => update(now => rememberUse(now, place)),
    }),
    [places, update],
  )
}

/** Leaves out what is known not to be the person's any more. */
export const offered = (
  places: Places,
  accounts: readonly Account[],
  complete: boolean,
  roles: ReadonlyMap<string, readonly string[]>,
): Places => {
  const ids = new Set(accounts.map(account => account.accountId))
  return offeredPlaces(places, ({ accountId, roleName }) => {
    if (!ids.has(accountId)) return !complete
    return roles.get(accountId)?.includes(roleName) ?? true
  })
}
