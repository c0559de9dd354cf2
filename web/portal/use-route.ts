import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { type Route, routeOf } from './route.ts'

/** The page that the address names. Leaves for another page of the server where the address asks for that. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(onHashChange, () => window.location.hash)
  const route = useMemo(() => routeOf(hash), [hash])
  useEffect(() => {
    if (route.page === 'elsewhere') window.location.replace(route.path)
  }, [route])
  return route
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
