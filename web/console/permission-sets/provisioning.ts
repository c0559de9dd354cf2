/** Requests to bring roles up to date: they stand in the address, so that a reload, or somebody else, goes on watching. */
import { useQueries } from '@tanstack/react-query'
import type { Api } from '../api/call.ts'
import { useApi, useChange } from '../api/use-api.ts'
import { type Failed, tryEach } from '../forms/in-turns.ts'
import { setQuery, useLocation } from '../frame/location.ts'
import type { SetOf, SsoCall } from './steps.ts'

const NAME = 'provisioning'
const POLL = 1_000

export interface ProvisioningStatus {
  readonly RequestId: string
  readonly Status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
  /** Absent where it is about all accounts. */
  readonly AccountId?: string
  readonly FailureReason?: string
}

interface Answer {
  readonly PermissionSetProvisioningStatus: ProvisioningStatus
}

/** @param accountId all that have it, where it is left out */
export const provisionCall = (set: SetOf, accountId?: string): SsoCall => ({
  service: 'sso-admin',
  operation: 'ProvisionPermissionSet',
  input: {
    ...set,
    ...(accountId === undefined
      ? { TargetType: 'ALL_PROVISIONED_ACCOUNTS' }
      : { TargetType: 'AWS_ACCOUNT', TargetId: accountId }),
  },
})

const ask = async (api: Api, { service, operation, input }: SsoCall): Promise<ProvisioningStatus> =>
  (await api.aws<Answer>(service, operation, input)).PermissionSetProvisioningStatus

export interface Asked {
  readonly failed: readonly Failed<string>[]
}

/** Asks for it: for these accounts, or for all in one request. What was asked for is watched from then on. */
export function useProvision(set: SetOf) {
  return useChange(async (accountIds: readonly string[] | 'all', api): Promise<Asked> => {
    if (accountIds === 'all') {
      watch([await ask(api, provisionCall(set))])
      return { failed: [] }
    }
    const begun: ProvisioningStatus[] = []
    const { failed } = await tryEach(accountIds, async accountId =>
      begun.push(await ask(api, provisionCall(set, accountId))),
    )
    watch(begun)
    return { failed }
  })
}

const watch = (begun: readonly ProvisioningStatus[]): void =>
  setQuery({ [NAME]: begun.map(({ RequestId }) => RequestId).join(',') })

export const isWatching = (query: URLSearchParams): boolean => query.get(NAME) !== null

export const stopWatching = (): void => setQuery({ [NAME]: undefined })

/** The requests that are watched, as they stand. */
export function useWatched({ InstanceArn }: SetOf) {
  const api = useApi()
  const { query } = useLocation()
  const ids = query.get(NAME)?.split(',').filter(Boolean) ?? []
  const answers = useQueries({
    queries: ids.map(ProvisionPermissionSetRequestId => ({
      queryKey: ['provisioning', api.as, ProvisionPermissionSetRequestId],
      queryFn: () =>
        ask(api, {
          service: 'sso-admin',
          operation: 'DescribePermissionSetProvisioningStatus',
          input: { InstanceArn, ProvisionPermissionSetRequestId },
        }),
      refetchInterval: ({ state: { data } }: { readonly state: { readonly data?: ProvisioningStatus | undefined } }) =>
        data?.Status === 'IN_PROGRESS' ? POLL : false,
    })),
  })
  return {
    total: ids.length,
    known: answers.flatMap(({ data }) => data ?? []),
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  }
}
