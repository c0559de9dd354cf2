import type { EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Random } from '#server/base/random.ts'
import type { Directory } from '#server/directory/index.ts'
import type { Organization } from '#server/organization/index.ts'
import type { AccessStore } from './stored.ts'
import type { PlansWork } from './types.ts'

export interface AccessStores {
  readonly access: AccessStore
  /** The store of `provisioning`. */
  readonly work: PlansWork
}

/** What the services of this folder are made from. */
export interface AccessNeeds {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly stores: AccessStores
  readonly atomically: Atomically<AccessStores & { readonly events: EventWriter }>
  readonly directory: Directory
  readonly organization: Organization
  readonly clock: Clock
  readonly random: Random
  /** Wakes the provisioning worker of this process; called after the unit that planned work for it. */
  readonly kick: () => void
}
