import { AsyncLocalStorage } from 'node:async_hooks'

const unit = new AsyncLocalStorage<true>()

/** Runs one unit of work so that the outer database is out of its reach. */
export const insideUnit = <T>(work: () => Promise<T>): Promise<T> => unit.run(true, work)

/**
 * Using the outer database inside a unit would wait for a connection that the unit itself keeps busy, or read around the
 * unit's own writes. It is a mistake of the programmer, so it throws at once.
 */
export function refuseInsideUnit(): void {
  if (unit.getStore())
    throw new Error('the outer database was used inside a unit of work; use the stores that the unit was given')
}
