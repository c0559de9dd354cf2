import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { change, getJson } from '../../kit/api.ts'

/** One row of `GET /api/v1/sessions`. Instants are Unix ms. */
export interface OwnSession {
  readonly id: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly userAgent: string
  readonly sourceIp: string
  /** The one of this browser. */
  readonly current: boolean
}

/** One row of `GET /api/v1/role-sessions`: what is out under one permission set in one account. Instants are Unix ms. */
export interface OwnRoleSessions {
  readonly accountId: string
  readonly accountName: string
  readonly permissionSetName: string
  readonly sessionName: string
  readonly count: number
  readonly issuedAt: number
  readonly expiresAt: number
  /** By an administrator. */
  readonly revocation?: { readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' }
}

const PATH = '/api/v1/sessions'
const KEY = ['sessions']

export const useSessions = (): UseQueryResult<readonly OwnSession[]> =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await getJson<{ readonly sessions: readonly OwnSession[] }>(PATH, signal)).sessions,
    // What was signed in meanwhile, or has ended, is what one comes here for.
    staleTime: 0,
  })

export const useRoleSessions = (): UseQueryResult<readonly OwnRoleSessions[]> =>
  useQuery({
    queryKey: ['role-sessions'],
    queryFn: async ({ signal }) =>
      (await getJson<{ readonly roleSessions: readonly OwnRoleSessions[] }>('/api/v1/role-sessions', signal))
        .roleSessions,
    staleTime: 0,
  })

/** After it the list is read again. */
export function useEnding<Input>(work: (input: Input) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: work,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}

export const endSession = (id: string): Promise<undefined> => change('DELETE', `${PATH}/${encodeURIComponent(id)}`)

export const signOutElsewhere = (): Promise<unknown> => change('DELETE', `${PATH}?except=current`)

/** Here, too: the page that follows says so. */
export async function signOutEverywhere(): Promise<void> {
  await change('DELETE', PATH)
  window.location.assign('/signin/out')
  // The page goes away: what stands on it has nothing left to ask.
  return new Promise(() => undefined)
}
