/** The organization as a tree. Pure. */
import type { OrganizationTree } from '../api/types.ts'

export interface TreeUnit {
  /** Of the root: `r-…`. */
  readonly unitId: string
  readonly name: string
  /** In it and below it. */
  readonly accounts: number
  readonly units: readonly TreeUnit[]
}

/** The root with all units below it, in the order of their names. */
export function treeOf({ rootId, accounts, units }: OrganizationTree): TreeUnit {
  const below = Map.groupBy(units, ({ parentId }) => parentId)
  const unitsOf = (parentId: string): readonly TreeUnit[] =>
    (below.get(parentId) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(({ unitId, name, accounts: inside }) => ({ unitId, name, accounts: inside, units: unitsOf(unitId) }))
  return { unitId: rootId, name: 'Root', accounts, units: unitsOf(rootId) }
}

export interface UnitChoice {
  readonly unitId: string
  /** From the root down. */
  readonly path: readonly string[]
}

/** All places where an account or unit can be, from the root down. */
export const choicesOf = (unit: TreeUnit, above: readonly string[] = []): readonly UnitChoice[] => {
  const path = [...above, unit.name]
  return [{ unitId: unit.unitId, path }, ...unit.units.flatMap(one => choicesOf(one, path))]
}

type Unit = OrganizationTree['units'][number]

/** The units above this one and the unit itself; the root is none. */
export function pathTo({ units }: Pick<OrganizationTree, 'units'>, unitId: string): readonly Unit[] {
  const found = units.find(unit => unit.unitId === unitId)
  return found === undefined ? [] : [...pathTo({ units }, found.parentId), found]
}
