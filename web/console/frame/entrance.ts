/**
 * In whose name the console acts. It is chosen when the console is entered, `/console/?as=AdministratorAccess` or by
 * choosing, and kept for this tab: that somebody may act so elevates nothing by itself.
 */
import { browserStorage } from '../../kit/stored.ts'

const KEY = 'portico.console.as'

/** @param possible the permission sets with which this person can open the console */
export function entranceOf(possible: readonly string[]): string | undefined {
  const asked = new URLSearchParams(window.location.search).get('as')
  const kept = browserStorage('sessionStorage')?.getItem(KEY)
  const only = possible.length === 1 ? possible[0] : undefined
  return [asked, kept, only].find((name): name is string => name != null && possible.includes(name))
}

export function enterAs(name: string): void {
  browserStorage('sessionStorage')?.setItem(KEY, name)
  if (window.location.search !== '') window.history.replaceState(null, '', `/console/${window.location.hash}`)
}

/** Everything that is shown was read in another name, so the console begins anew. */
export function leaveTo(name: string): void {
  browserStorage('sessionStorage')?.setItem(KEY, name)
  window.location.reload()
}
