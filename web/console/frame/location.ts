/** The addresses of the console: what follows the `#`, as a path and a query, so that every view can be shared. */
import { useMemo, useSyncExternalStore } from 'react'

export interface Location {
  /** Decoded parts: `/users/u-1/groups` is `['users', 'u-1', 'groups']`. */
  readonly parts: readonly string[]
  readonly query: URLSearchParams
}

/** @param hash as in `location.hash`, with or without its `#` */
export function locationOf(hash: string): Location {
  const [path = '', search = ''] = hash.replace(/^#/, '').split(/\?(.*)/s)
  return { parts: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(search) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

type QueryValues = Readonly<Record<string, string | undefined>>

/** `#/users/u-1?tab=groups`; what is undefined or empty is left out of the query. */
export function hrefOf(parts: readonly string[], query: QueryValues = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given)}`
  return `#/${parts.map(encodeURIComponent).join('/')}${search}`
}

/** Goes to another view, as a link would. */
export const go = (href: string): void => {
  window.location.hash = href
}

/** Changes members of the query of this view, without a step in the history of the browser. */
export function setQuery(changes: QueryValues): void {
  const { parts, query } = locationOf(window.location.hash)
  const next = hrefOf(parts, { ...Object.fromEntries(query), ...changes })
  window.history.replaceState(null, '', next)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

export function useLocation(): Location {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash)
  return useMemo(() => locationOf(hash), [hash])
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
