import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { Batch } from '../api/types.ts'
import { percentOf, stateOf } from './batch.ts'

export function BatchStatus({ batch }: { readonly batch: Batch }) {
  const state = stateOf(batch)
  if (state === 'interrupted') return <StatusIndicator type="warning">Interrupted</StatusIndicator>
  if (state === 'working') return <StatusIndicator type="in-progress">Under way, {percentOf(batch)} %</StatusIndicator>
  if (state === 'failed') return <StatusIndicator type="error">{batch.failed} failed</StatusIndicator>
  return <StatusIndicator type="success">Done</StatusIndicator>
}
