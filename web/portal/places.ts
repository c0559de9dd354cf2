/** Favourites and recently used: places are an account and a role, remembered per person in this browser. */

export interface Place {
  readonly accountId: string
  readonly roleName: string
}

export interface Places {
  readonly favourites: readonly Place[]
  /** Latest first. */
  readonly recents: readonly Place[]
}

export const noPlaces: Places = { favourites: [], recents: [] }

const mostRecents = 5

export const isSame = (a: Place, b: Place): boolean => a.accountId === b.accountId && a.roleName === b.roleName

export function toggleFavourite(places: Places, place: Place): Places {
  const others = places.favourites.filter(p => !isSame(p, place))
  return { ...places, favourites: others.length < places.favourites.length ? others : [...others, place] }
}

export function rememberUse(places: Places, place: Place): Places {
  return { ...places, recents: [place, ...places.recents.filter(p => !isSame(p, place))].slice(0, mostRecents) }
}

/**
 * The places to offer: not those whose account or role is no longer the person's, and a favourite is no recent as well.
 * @param mayEnter true also while it is not known yet
 */
export function offeredPlaces({ favourites, recents }: Places, mayEnter: (place: Place) => boolean): Places {
  return {
    favourites: favourites.filter(mayEnter),
    recents: recents.filter(place => mayEnter(place) && !favourites.some(f => isSame(f, place))),
  }
}

export function isPlaces(value: unknown): value is Places {
  const { favourites, recents } = (value ?? {}) as Partial<Record<keyof Places, unknown>>
  return isPlaceList(favourites) && isPlaceList(recents)
}

const isPlaceList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((p: Partial<Place> | null) => typeof p?.accountId === 'string' && typeof p.roleName === 'string')
