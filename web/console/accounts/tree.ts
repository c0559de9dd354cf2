import type { OrganizationTree } from '../api/types.ts'

interface UnitOption {
  /** Empty: the root. */
  readonly value: string
  readonly label: string
  readonly description: string
}

const INDENT = '\u2003'

/** The units from the root down, each below its parent and indented by its depth. */
export function unitOptions({ rootId, accounts, units }: OrganizationTree): UnitOption[] {
  const below = Map.groupBy(units, ({ parentId }) => parentId)
  const walk = (parentId: string, depth: number): UnitOption[] =>
    (below.get(parentId) ?? []).flatMap(unit => [
      { value: unit.unitId, label: INDENT.repeat(depth) + unit.name, description: countOf(unit.accounts) },
      ...walk(unit.unitId, depth + 1),
    ])
  return [{ value: '', label: 'The whole organization', description: countOf(accounts) }, ...walk(rootId, 1)]
}

const countOf = (accounts: number): string => `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`
