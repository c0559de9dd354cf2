import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import type { SessionSettingStore } from './settings-store.ts'

/** Seconds. AWS's bounds of a portal session: 15 minutes to 90 days. */
export const SHORTEST_SESSION = 900
export const LONGEST_SESSION = 7_776_000

export interface SessionSettingValues {
  /** Of sessions that begin from now on, in seconds between the bounds. */
  readonly duration: number
  /** Whether programs may sign in by the device grant. Tokens that came from it stay good. */
  readonly deviceGrant: boolean
}

export interface SessionSettings {
  values(): Promise<SessionSettingValues>
  /** What is left out stays as it is. */
  change(author: Author, changes: Partial<SessionSettingValues>): Promise<void>
}

interface Needs {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly stores: { readonly sessionSettings: SessionSettingStore }
  readonly atomically: Atomically<{ readonly sessionSettings: SessionSettingStore; readonly events: EventWriter }>
}

export const sessionSettings = ({ instance, stores, atomically }: Needs): SessionSettings => ({
  values: async () => ({
    duration: await stores.sessionSettings.duration(),
    deviceGrant: await stores.sessionSettings.deviceGrant(),
  }),
  change: (author, { duration, deviceGrant }) =>
    atomically(async unit => {
      if (duration !== undefined) await unit.sessionSettings.setDuration(duration)
      if (deviceGrant !== undefined) await unit.sessionSettings.setDeviceGrant(deviceGrant)
      await unit.events.record(author, { resources: [{ type: 'AWS::SSO::Instance', name: instanceArn(instance) }] })
    }),
})
