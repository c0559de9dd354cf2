import type { ConditionContext } from '#server/base/actor.ts'
import type { Variables } from './match.ts'
import { type Operator, operators } from './operators.ts'
import type { Condition } from './types.ts'

/** The condition keys of one request. Names of keys are compared without regard to case. */
export interface RequestContext {
  /** No values: the key is absent. */
  readonly values: (key: string) => readonly string[]
  /** Only a key with a single value can stand in a policy variable. */
  readonly variables: Variables
}

/** Where the same key is given twice in different case, the later one counts. */
export function requestContext(context: ConditionContext): RequestContext {
  const byKey = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]))
  return {
    values: key => {
      const value = byKey.get(key.toLowerCase()) ?? []
      return typeof value === 'string' ? [value] : value
    },
    variables: key => {
      const value = byKey.get(key.toLowerCase())
      return typeof value === 'string' ? value : undefined
    },
  }
}

/** @param variables absent where the document's version has no policy variables */
export function conditionHolds(condition: Condition, context: RequestContext, variables?: Variables): boolean {
  const operator: Operator = operators[condition.operator]
  const actual = context.values(condition.key)
  if (condition.operator === 'Null') return passes(operator, String(actual.length === 0), condition.values)
  if (actual.length === 0) return holdsForMissingKey(condition, operator)
  const pass = (value: string) => passes(operator, value, condition.values, variables)
  return needsEveryValue(condition, operator) ? actual.every(pass) : actual.some(pass)
}

/** The values of the policy are alternatives; a negated operator wants none of them. */
const passes = (operator: Operator, actual: string, wanted: readonly string[], variables?: Variables): boolean =>
  wanted.some(value => operator.matches(actual, value, variables)) !== operator.negated

/** Vacuous truth: `ForAllValues` holds of no values, `ForAnyValue` does not, a bare negated operator does. */
function holdsForMissingKey(condition: Condition, operator: Operator): boolean {
  if (condition.ifExists || condition.quantifier === 'ForAllValues') return true
  return condition.quantifier === undefined && operator.negated
}

/**
 * Keys with several values are meant to be asked with a quantifier. AWS leaves open what happens without one; here a
 * positive operator then wants one value to match and its negation is the exact opposite, so that no value gets past it.
 */
const needsEveryValue = ({ quantifier }: Condition, { negated }: Operator): boolean =>
  quantifier === 'ForAllValues' || (quantifier === undefined && negated)
