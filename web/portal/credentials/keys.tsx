import Button from '@cloudscape-design/components/button'
import LiveRegion from '@cloudscape-design/components/live-region'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Toggle from '@cloudscape-design/components/toggle'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { masked } from '../../kit/snippets.ts'
import { formatDuration, formatInstant } from '../../kit/time.ts'
import { useNow } from '../../kit/use-now.ts'
import { getRoleCredentials, type RoleCredentials } from '../access-api.ts'
import type { Place } from '../places.ts'

/**
 * The keys of a place, for as long as the dialog is open: changing the tab asks for no new ones, and closing forgets
 * them. Whoever never `wants` them, because the CLI signs in by itself, gets none issued.
 */
export function useKeys({ accountId, roleName }: Place, wants: boolean) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['credentials', accountId, roleName],
    queryFn: ({ signal }) => getRoleCredentials(accountId, roleName, signal),
    enabled: wants,
    gcTime: 0,
  })
  const [revealed, setRevealed] = useState(false)
  return { keys: data, error, renewing: isFetching, renew: () => void refetch(), revealed, setRevealed }
}

export interface ShownKeys {
  readonly keys: RoleCredentials
  /** The same, or with dots for secrets: what may stand on the screen. */
  readonly shown: RoleCredentials
}

interface KeysProps extends ReturnType<typeof useKeys> {
  readonly children: (keys: ShownKeys) => ReactNode
}

/** Says how long the keys last and gets new ones; what to do with them is the children's. */
export function Keys({ keys, error, renewing, renew, revealed, setRevealed, children }: KeysProps) {
  if (error) return <FailureNotice title="You did not get access keys" error={error} onRetry={renew} />
  if (!keys) return <StatusIndicator type="loading">Getting access keys</StatusIndicator>
  return (
    <SpaceBetween size="m">
      <TimeLeft expiration={keys.expiration} renewing={renewing} onRenew={renew} />
      {children({ keys, shown: revealed ? keys : masked(keys) })}
      <Toggle checked={revealed} onChange={({ detail }) => setRevealed(detail.checked)}>
        Show secrets
      </Toggle>
    </SpaceBetween>
  )
}

interface TimeLeftProps {
  /** Unix ms. */
  readonly expiration: number
  readonly renewing: boolean
  readonly onRenew: () => void
}

function TimeLeft({ expiration, renewing, onRenew }: TimeLeftProps) {
  const left = expiration - useNow(1000)
  const expired = left <= 0
  const soon = left < 5 * 60_000
  return (
    <div className="time-left">
      <div role="timer">
        <StatusIndicator type={expired ? 'error' : soon ? 'warning' : 'success'}>
          {expired ? 'These keys have expired: get new ones' : `${formatDuration(left)} left`}
        </StatusIndicator>
        <small>
          {expired ? 'Were valid until' : 'Valid until'} {formatInstant(expiration)}
        </small>
      </div>
      <Button iconName="refresh" loading={renewing} loadingText="Getting new keys" onClick={onRenew}>
        Get new keys
      </Button>
      <LiveRegion hidden>
        {expired ? 'The access keys have expired.' : `Access keys loaded, valid until ${formatInstant(expiration)}.`}
      </LiveRegion>
    </div>
  )
}
