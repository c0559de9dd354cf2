import type { Engine } from './engines.ts'
import type { Ground } from './ground.ts'
import type { Pace } from './load.ts'
import type { Result } from './table.ts'

export type Measurement = Omit<Result, 'row' | 'engine'>

/** A row of the table of budgets in docs/benchmarks.md. It may measure several things that belong together. */
export interface Row {
  readonly name: string
  /** Takes minutes to prepare: runs when it is named, or with `--full`. */
  readonly large?: true
  /** On each engine, against the filled store and its running server. */
  readonly onGround?: (ground: Ground, pace: Pace) => Promise<readonly Measurement[]>
  /** On each engine, with servers of its own over empty stores. */
  readonly onEngine?: (engine: Engine, pace: Pace) => Promise<readonly Measurement[]>
}
