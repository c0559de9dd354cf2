import type { EventDetails } from '#server/audit/index.ts'
import type { Actor } from '#server/base/actor.ts'
import { readArn } from '#server/formats/aws/index.ts'
import { refuse } from './refusals.ts'
import type { CloudStores } from './store.ts'
import type { RoleSummary } from './types.ts'

/** The account that IAM calls concern: the caller's own. @throws Refusal `cloud.no_such_account` */
export function accountOf({ accountId }: Actor): string {
  if (accountId === undefined) throw refuse('cloud.no_such_account', { observed: 'a caller without account' })
  return accountId
}

/** @throws Refusal `cloud.no_such_account` */
export async function requireAccount({ accounts }: Pick<CloudStores, 'accounts'>, accountId: string): Promise<void> {
  if (!(await accounts.has(accountId))) throw refuse('cloud.no_such_account', { about: accountId })
}

/**
 * A policy that may be attached: of AWS, the ones unknown here included, or of the account.
 * @throws Refusal `cloud.invalid_policy_arn`, `cloud.no_such_policy`
 */
export async function requirePolicy(
  stores: Pick<CloudStores, 'policies'>,
  accountId: string,
  policyArn: string,
): Promise<void> {
  if (readArn('managedPolicy', policyArn) !== undefined) return
  const named = readArn('policy', policyArn)
  if (named?.account !== accountId) {
    throw refuse('cloud.invalid_policy_arn', { sentence: `ARN ${policyArn} is not valid.`, observed: policyArn })
  }
  const policy = await stores.policies.find(accountId, named.policyName)
  if (policy?.arn === policyArn) return
  throw refuse('cloud.no_such_policy', {
    sentence: `Policy ${policyArn} does not exist or is not attachable.`,
    about: policyArn,
  })
}

/** The event stands in the history of the account that was changed. */
export const roleEvent = ({ accountId, arn }: Pick<RoleSummary, 'accountId' | 'arn'>): EventDetails => ({
  recipientAccountId: accountId,
  resources: [{ type: 'AWS::IAM::Role', name: arn, accountId }],
})
