/** Rows that were chosen one by one, as the fewest products that a batch can name. Pure. */
import type { AssignmentRow, NewBatch } from '../api/types.ts'

type Row = Pick<AssignmentRow, 'accountId' | 'permissionSetArn'> & {
  readonly principal: Pick<AssignmentRow['principal'], 'principalType' | 'principalId'>
}

type Product = Omit<NewBatch, 'action'>

/**
 * Batches of principals × accounts × permission sets which together are exactly these rows: accounts in which the same
 * is chosen go together, and so do permission sets with the same principals.
 */
export function productsOf(rows: readonly Row[]): readonly Product[] {
  const roles = [...Map.groupBy(rows, ({ accountId, permissionSetArn }) => `${accountId} ${permissionSetArn}`).values()]
  const byAccount = joined(
    roles.map(own => ({
      principals: own.map(({ principal: { principalType, principalId } }) => ({ principalType, principalId })),
      accountIds: own.slice(0, 1).map(({ accountId }) => accountId),
      permissionSetArns: own.slice(0, 1).map(({ permissionSetArn }) => permissionSetArn),
    })),
    'permissionSetArns',
  )
  return joined(byAccount, 'accountIds')
}

/** Joins products that differ in nothing but this side. */
function joined(products: readonly Product[], side: 'accountIds' | 'permissionSetArns'): readonly Product[] {
  const others = ({ principals, ...sides }: Product): string =>
    JSON.stringify([
      principals.map(({ principalId }) => principalId).toSorted(),
      Object.entries(sides).map(([name, ids]) => (name === side ? '' : ids.toSorted())),
    ])
  return [...Map.groupBy(products, others).values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, [side]: [first, ...rest].flatMap(product => product[side]) }],
  )
}
