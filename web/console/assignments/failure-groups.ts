import type { BatchRow } from '../api/types.ts'

/** Rows of one role that failed for the same reason belong together, in the order of the batch. Pure. */
export const failureGroups = (rows: readonly BatchRow[]): readonly (readonly [BatchRow, ...BatchRow[]])[] =>
  [
    ...Map.groupBy(rows, ({ accountId, permissionSetArn, failure }) =>
      JSON.stringify([accountId, permissionSetArn, failure]),
    ).values(),
  ].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest] as const]))
