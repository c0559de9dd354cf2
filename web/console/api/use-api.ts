import {
  keepPreviousData,
  type QueryClient,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Api, AwsService, Query } from './call.ts'

const ApiContext = createContext<Api | undefined>(undefined)
export const ApiProvider = ApiContext.Provider

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (api === undefined) throw new Error('used outside of ApiProvider')
  return api
}

interface Reading {
  /** False: not yet. */
  readonly enabled?: boolean
  /** Milliseconds until it is read again, while something is under way; false where nothing is. */
  readonly refetchInterval?: number | false
}

/** Reads `/api/v1{path}`. What was shown stays while a new query is under way. */
export function useRead<T>(path: string, query: Query = {}, reading: Reading = {}): UseQueryResult<T> {
  const api = useApi()
  return useQuery({
    queryKey: ['api', api.as, path, query],
    queryFn: ({ signal }) => api.get<T>(path, query, signal),
    placeholderData: keepPreviousData,
    ...reading,
  })
}

/** Reads an operation of an AWS API. */
export function useAws<T>(
  service: AwsService,
  operation: string,
  input: object,
  reading: Reading = {},
): UseQueryResult<T> {
  const api = useApi()
  return useQuery({
    queryKey: ['aws', api.as, service, operation, input],
    queryFn: ({ signal }) => api.aws<T>(service, operation, input, signal),
    ...reading,
  })
}

interface Changing {
  /**
   * The page that is shown is about something that the change takes away and is left after it: nothing of it could be
   * read again.
   */
  readonly leaves?: boolean
}

/**
 * Something that changes what is there. Afterwards all that is shown is read again: what one change touches is for the
 * server to know. `error` is what a `FailureNotice` shows.
 */
export function useChange<Input = void, T = unknown>(
  change: (input: Input, api: Api) => Promise<T>,
  { leaves = false }: Changing = {},
) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (input: Input) => change(input, api),
    // Not waited for: what is read again may put another page in the place of the one that waits to say what was done.
    onSettled: (_, error) =>
      void (leaves && !error ? queries.invalidateQueries({ refetchType: 'none' }) : readAgain(queries)),
  })
}

/** A first reading that is under way may tell what was before the change, and would not be begun anew by itself. */
async function readAgain(queries: QueryClient): Promise<void> {
  await queries.cancelQueries({ predicate: ({ state }) => state.data === undefined })
  await queries.invalidateQueries()
}
