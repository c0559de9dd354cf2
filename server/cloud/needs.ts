import type { EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Random } from '#server/base/random.ts'
import type { CloudStores } from './store.ts'

export type CloudUnit = CloudStores & { readonly events: EventWriter }

export interface CloudNeeds {
  readonly stores: CloudStores
  readonly atomically: Atomically<CloudUnit>
  readonly clock: Clock
  readonly random: Random
}
