/** What a denial says: AWS's sentence, word for word, since people and tools search for it, and what decided. */
import type { Refusal } from '#server/base/refusal.ts'
import type { Denial, PolicyType } from './evaluate.ts'
import { refuse } from './refusals.ts'

export interface Attempt {
  /** The ARN by which AWS names the caller: a user's, or that of the role session. Absent where nobody is known yet. */
  readonly who?: string
  readonly action: string
  readonly resource: string
}

const POLICY_NAMES: Readonly<Record<PolicyType, readonly [article: 'a' | 'an', name: string]>> = {
  identity: ['an', 'identity-based policy'],
  boundary: ['a', 'permissions boundary'],
  scp: ['a', 'service control policy'],
  session: ['a', 'session policy'],
  resource: ['a', 'resource-based policy'],
}

export function denialSentence({ who, action, resource }: Attempt, denial: Denial): string {
  // The unsigned calls of STS have no caller to name.
  if (who === undefined) return `Not authorized to perform ${action}`
  const [article, name] = POLICY_NAMES[denial.policyType]
  const why =
    denial.reason === 'explicit-deny'
      ? `with an explicit deny in ${article} ${name}`
      : `because no ${name} allows the ${action} action`
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`
}

export function accessDenied(attempt: Attempt, denial: Denial): Refusal {
  const [article, name] = POLICY_NAMES[denial.policyType]
  const isExplicit = denial.reason === 'explicit-deny'
  return refuse('policy.access_denied', {
    sentence: denialSentence(attempt, denial),
    about: attempt.resource,
    observed: isExplicit
      ? `${article} ${name}${ownCulprit(denial)} denies ${attempt.action}`
      : `no ${name} allows ${attempt.action}`,
    expected: isExplicit
      ? `no statement in any policy that denies ${attempt.action} on this resource`
      : `a statement in ${article} ${name} that allows ${attempt.action} on this resource`,
    ...secretCulprit(denial),
  })
}

/** The caller may read its own policies. Those of the organization and of other resources are for the event alone. */
const isOwn = ({ policyType }: Denial): boolean => policyType !== 'scp' && policyType !== 'resource'

const ownCulprit = (denial: Denial): string =>
  isOwn(denial) ? `, ${denial.policyId}, statement ${denial.statement},` : ''

function secretCulprit(denial: Denial) {
  const { policyId, statement, level } = denial
  if (isOwn(denial) || (policyId ?? statement ?? level) === undefined) return {}
  return {
    secret: {
      ...(policyId === undefined ? {} : { policyId }),
      ...(statement === undefined ? {} : { statement }),
      ...(level === undefined ? {} : { level: String(level) }),
    },
  }
}
