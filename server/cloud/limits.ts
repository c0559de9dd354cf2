import { type PolicyDocument, type PolicyKind, parsePolicy } from '#server/policy/index.ts'
import { refuse } from './refusals.ts'
import type { Tag } from './types.ts'

/**
 * AWS's (IAM user guide, IAM and STS quotas). Characters, for documents without their whitespace, as IAM counts.
 */
export const LIMITS = {
  trustPolicy: 4_096,
  inlinePolicies: 10_240,
  managedPolicy: 6_144,
  sessionPolicies: 2_048,
  sessionPolicyArns: 10,
  policiesPerRole: 20,
  rolesPerAccount: 5_000,
  samlProviders: 100,
  tags: 50,
  tagKey: 128,
  tagValue: 256,
  accessKeysPerUser: 2,
  description: 1_000,
} as const

/** IAM API reference, UpdateRole: tabs, line ends, printable ASCII and Latin-1. */
const DESCRIPTION = /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]*$/

/** @throws Refusal `cloud.quota`, `cloud.invalid_description` */
export function checkDescription(description = ''): void {
  within('RoleDescriptionLength', description.length, LIMITS.description)
  if (!DESCRIPTION.test(description))
    throw refuse('cloud.invalid_description', { expected: `characters of the pattern ${DESCRIPTION.source}` })
}

export const sizeOf = (document: string): number => document.replace(/\s/g, '').length

/** @throws Refusal `cloud.quota`, named as IAM names its quotas */
export function within(quota: string, observed: number, limit: number): void {
  if (observed <= limit) return
  throw refuse('cloud.quota', {
    sentence: `Cannot exceed quota for ${quota}: ${limit}`,
    observed: String(observed),
    expected: `at most ${limit}`,
  })
}

/** @throws Refusal `cloud.quota`, `policy.malformed_document` */
export function checkDocument(
  quota: 'ACLSizePerRole' | 'PolicySize',
  document: string,
  kind: PolicyKind,
): PolicyDocument {
  within(quota, sizeOf(document), quota === 'PolicySize' ? LIMITS.managedPolicy : LIMITS.trustPolicy)
  return parsePolicy(document, kind)
}

/** @throws Refusal `cloud.invalid_tags`, `cloud.quota` */
export function checkTags(tags: readonly Tag[]): void {
  within('TagsPerResource', tags.length, LIMITS.tags)
  const seen = new Set<string>()
  for (const { key, value } of tags) {
    const folded = key.toLowerCase()
    const isFit = key.length >= 1 && key.length <= LIMITS.tagKey && value.length <= LIMITS.tagValue
    if (!isFit || folded.startsWith('aws:') || seen.has(folded)) {
      throw refuse('cloud.invalid_tags', { observed: seen.has(folded) ? `${key} twice` : key.slice(0, LIMITS.tagKey) })
    }
    seen.add(folded)
  }
}
