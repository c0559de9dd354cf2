import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { change, getJson } from '../../kit/api.ts'

/** What `GET /api/v1/mfa-devices` says. Instants are Unix ms. */
export interface Devices {
  readonly devices: readonly Device[]
  /** How many recovery codes are left. */
  readonly recoveryCodes: number
  readonly selfManaged: boolean
  readonly mode: 'ALWAYS_ON' | 'CONTEXT_AWARE' | 'DISABLED'
}

export interface Device {
  readonly deviceId: string
  readonly kind: 'TOTP' | 'WEBAUTHN'
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt?: number
  readonly synced?: boolean
}

const PATH = '/api/v1/mfa-devices'
const KEY = ['mfa-devices']

export const useDevices = (): UseQueryResult<Devices> =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => getJson<Devices>(PATH, signal) })

/** A change of devices or codes, after which the list is read again. */
export function useDeviceChange<Input, T>(work: (input: Input) => Promise<T>) {
  const queries = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: work,
    onSettled: () => void queries.invalidateQueries({ queryKey: KEY }),
  })
}

export const renameDevice = ({ deviceId, name }: { deviceId: string; name: string }): Promise<undefined> =>
  change('PATCH', `${PATH}/${deviceId}`, { name })

export const removeDevice = (deviceId: string): Promise<undefined> => change('DELETE', `${PATH}/${deviceId}`)

export const newRecoveryCodes = (): Promise<{ readonly codes: readonly string[] }> =>
  change('POST', '/api/v1/recovery-codes')

/** Why somebody may not change devices; undefined where they may. */
export function unmanagedBecause({ mode, selfManaged }: Devices): string | undefined {
  if (mode === 'DISABLED') return 'Second factors are switched off here.'
  return selfManaged ? undefined : 'Your administrator looks after devices here. Ask there.'
}

export const kindOf = ({ kind, synced }: Device): string => {
  if (kind === 'TOTP') return 'Authenticator app'
  return synced ? 'Passkey, on several devices' : 'Security key or passkey'
}
