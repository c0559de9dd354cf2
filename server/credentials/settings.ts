import type { Author, EventWriter } from '#server/audit/index.ts'
import type { Atomically } from '#server/base/atomically.ts'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import type { PasswordPolicy, PasswordPolicyStore } from './types.ts'

/** What passwords that are set from now on must be, as an administrator decides it. */
export interface PasswordSettings {
  read(): Promise<PasswordPolicy>
  /** @param policy within the bounds of `policy.ts` */
  write(author: Author, policy: PasswordPolicy): Promise<void>
}

interface Needs {
  readonly instance: Instance
  /** Over the reader connection. */
  readonly stores: { readonly passwordPolicy: PasswordPolicyStore }
  readonly atomically: Atomically<{ readonly passwordPolicy: PasswordPolicyStore; readonly events: EventWriter }>
}

export const passwordSettings = ({ instance, stores, atomically }: Needs): PasswordSettings => ({
  read: () => stores.passwordPolicy.read(),
  write: (author, policy) =>
    atomically(async unit => {
      await unit.passwordPolicy.write(policy)
      await unit.events.record(author, { resources: [{ type: 'AWS::SSO::Instance', name: instanceArn(instance) }] })
    }),
})
