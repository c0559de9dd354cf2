import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { ComponentType } from 'react'
import type { Location } from './location.ts'

/** What a view gets: the ids in its address, by the names in its pattern. */
export interface ViewProps {
  readonly ids: Readonly<Record<string, string>>
}

interface View {
  /** Parts of the address; `:name` stands for an id. */
  readonly pattern: string
  readonly load: () => Promise<{ readonly default: ComponentType<ViewProps> }>
}

const view = (pattern: string, load: View['load']): View => ({ pattern, load })

/** Every view of the console. The first that fits is shown; each is loaded when it is first opened. */
const views: readonly View[] = [
  view('', () => import('../dashboard/dashboard-page.tsx')),
  view('users', () => import('../users/users-page.tsx')),
  view('users/new', () => import('../users/new-user-page.tsx')),
  view('users/:userId', () => import('../users/user-page.tsx')),
  view('groups', () => import('../groups/groups-page.tsx')),
  view('groups/new', () => import('../groups/new-group-page.tsx')),
  view('groups/:groupId', () => import('../groups/group-page.tsx')),
  view('accounts', () => import('../accounts/accounts-page.tsx')),
  view('accounts/:accountId', () => import('../accounts/account-page.tsx')),
  view('assign', () => import('../assignments/assign-page.tsx')),
  view('assignment-batches', () => import('../assignments/batches-page.tsx')),
  view('assignment-batches/:batchId', () => import('../assignments/batch-page.tsx')),
  view('permission-sets', () => import('../permission-sets/permission-sets-page.tsx')),
  view('permission-sets/new', () => import('../permission-sets/new-set-page.tsx')),
  view('permission-sets/:setId', () => import('../permission-sets/set-page.tsx')),
  view('events', () => import('../events/events-page.tsx')),
  view('settings', () => import('../settings/settings-page.tsx')),
]

export function viewAt({ parts }: Location): { readonly view: View; readonly ids: ViewProps['ids'] } | undefined {
  for (const view of views) {
    const ids = idsOf(view.pattern, parts)
    if (ids !== undefined) return { view, ids }
  }
  return undefined
}

/**
 * The component of a view. A query and not `lazy`: React keeps a fallback for 300 ms at least, however quickly what it
 * stands for has come, and a view that could not be loaded is told and tried again like every other reading.
 */
export const viewQuery = ({ pattern, load }: View) =>
  queryOptions({
    queryKey: ['view', pattern],
    queryFn: async () => (await load()).default,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })

/** Loads the other views one after the other, so that the first visit to each is as quick as the next. */
export async function loadViews(queries: QueryClient): Promise<void> {
  for (const view of views) await queries.prefetchQuery(viewQuery(view))
}

function idsOf(pattern: string, parts: readonly string[]): Record<string, string> | undefined {
  const wanted = pattern.split('/').filter(Boolean)
  if (wanted.length !== parts.length) return undefined
  const ids: Record<string, string> = {}
  for (const [place, name] of wanted.entries()) {
    const part = parts[place] ?? ''
    if (name.startsWith(':')) ids[name.slice(1)] = part
    else if (name !== part) return undefined
  }
  return ids
}
