import type { UserIdentity } from '#server/base/actor.ts'
import { type Instance, identityStoreArn } from '#server/base/instance.ts'

/** CloudTrail's identity of a person of the identity store. @param credentialId of the session or the token family */
export const personIdentity = (instance: Instance, userId: string, credentialId?: string): UserIdentity => ({
  type: 'IdentityCenterUser',
  accountId: instance.managementAccountId,
  onBehalfOf: { userId, identityStoreArn: identityStoreArn(instance) },
  ...(credentialId === undefined ? {} : { credentialId }),
})

/** Somebody who has not proven anything. */
export const nobody = (instance: Instance): UserIdentity => ({
  type: 'Unknown',
  principalId: instance.managementAccountId,
  accountId: instance.managementAccountId,
})
