/** How far a batch is, in words. Pure. */
import type { Batch } from '../api/types.ts'

export type BatchState = 'interrupted' | 'working' | 'failed' | 'succeeded'

export function stateOf({ waiting, working, failed, interrupted }: Batch): BatchState {
  if (interrupted) return 'interrupted'
  if (waiting + working > 0) return 'working'
  return failed > 0 ? 'failed' : 'succeeded'
}

/** Of a hundred; whole, since a bar that says 99.97 says nothing more. */
export const percentOf = ({ rows, succeeded, failed }: Batch): number =>
  rows === 0 ? 100 : Math.floor((100 * (succeeded + failed)) / rows)

export const titleOf = ({ action, rows }: Pick<Batch, 'action' | 'rows'>): string =>
  `${action === 'assign' ? 'Assign' : 'Remove'} ${rows.toLocaleString()} ${rows === 1 ? 'assignment' : 'assignments'}`

/** The last part of an ARN of a session is who it was. */
export const whoOf = ({ createdBy }: Pick<Batch, 'createdBy'>): string => createdBy.split('/').at(-1) ?? createdBy
