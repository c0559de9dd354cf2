import type { Author } from '#server/audit/index.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import type { MfaAtomically, MfaSettingStore, MfaSettings } from './types.ts'

/** When and how second factors are asked for, as an administrator decides it. */
export interface MfaSettingsService {
  read(): Promise<MfaSettings>
  /** Holds from the next step of every sign-in on. */
  write(author: Author, settings: MfaSettings): Promise<void>
}

interface Needs {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly stores: { readonly mfaSettings: MfaSettingStore }
  readonly atomically: MfaAtomically
}

export const mfaSettings = ({ instance, stores, atomically }: Needs): MfaSettingsService => ({
  read: () => stores.mfaSettings.read(),
  write: (author, settings) =>
    atomically(async unit => {
      await unit.mfaSettings.write(settings)
      await unit.events.record(author, { resources: [{ type: 'AWS::SSO::Instance', name: instanceArn(instance) }] })
    }),
})
