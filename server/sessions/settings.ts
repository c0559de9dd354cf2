import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import type { SessionSettingStore } from './settings-store.ts'

/** Seconds. AWS's bounds of a portal session: 15 minutes to 90 days. */
export const SHORTEST_SESSION = 900
export const LONGEST_SESSION = 7_776_000

export interface SessionSettings {
  /** Of new sessions, in seconds. */
  duration(): Promise<number>
  /** Holds for sessions that begin from now on. @param seconds between the bounds */
  setDuration(author: Author, seconds: number): Promise<void>
}

interface Needs {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly stores: { readonly sessionSettings: SessionSettingStore }
  readonly atomically: Atomically<{ readonly sessionSettings: SessionSettingStore; readonly events: EventWriter }>
}

export const sessionSettings = ({ instance, stores, atomically }: Needs): SessionSettings => ({
  duration: () => stores.sessionSettings.duration(),
  setDuration: (author, seconds) =>
    atomically(async unit => {
      await unit.sessionSettings.setDuration(seconds)
      await unit.events.record(author, { resources: [{ type: 'AWS::SSO::Instance', name: instanceArn(instance) }] })
    }),
})
