import type { OperatorName } from './operators.ts'

/** Policy variables exist only in 2012-10-17; a document that names no version is of 2008-10-17. */
export type LanguageVersion = '2008-10-17' | '2012-10-17'

/**
 * What a document may say depends on where it stands: `identity` (also boundaries, service control and session
 * policies) names no principal, `resource` must, `trust` must and names no resource.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust'

export interface PolicyDocument {
  readonly version: LanguageVersion
  readonly statements: readonly Statement[]
}

export interface Statement {
  /** The Sid, or where there is none the path, `Statement[2]`: what a denial calls this statement. */
  readonly name: string
  readonly effect: 'Allow' | 'Deny'
  /** Present exactly in resource and trust policies. */
  readonly principals?: PrincipalSelection
  readonly actions: Selection
  /** Absent: the resource that carries the policy. */
  readonly resources?: Selection
  /** All must hold. */
  readonly conditions: readonly Condition[]
}

/** `Action` and `Resource`, or negated `NotAction` and `NotResource`. Any of the patterns is enough. */
export interface Selection {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

/** `Principal`, or negated `NotPrincipal`. */
export interface PrincipalSelection {
  readonly negated: boolean
  /** `"*"`, which is the same as `{"AWS": "*"}`. */
  readonly everyone: boolean
  readonly named: readonly NamedPrincipal[]
}

export const principalTypes = ['AWS', 'Federated', 'Service', 'CanonicalUser'] as const

export interface NamedPrincipal {
  readonly type: (typeof principalTypes)[number]
  readonly value: string
}

/** One operator and one key: `"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": [values]}`. */
export interface Condition {
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue'
  readonly operator: OperatorName
  readonly ifExists: boolean
  readonly key: string
  readonly values: readonly string[]
}
