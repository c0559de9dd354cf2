/**
 * What a long operation still has to do, kept in this tab while it runs: whoever reloads the page finds it going on. It
 * holds what is about to be asked of the server and nothing that the server would not ask rights for again.
 */
import { browserStorage } from '../../kit/stored.ts'
import type { Call } from './commands.ts'

const KEY = 'portico.console.unfinished'

export interface Step {
  readonly label: string
  readonly call: Call
}

export interface Unfinished {
  /** The permission set in whose name it was begun. */
  readonly as: string
  readonly title: string
  readonly verb: string
  /** As `Failures` says it. */
  readonly failed: string
  /** The refusal that means that one was done already. */
  readonly alreadySo?: string
  readonly left: readonly Step[]
}

/** @param as the name in which the console acts now; what was begun in another one is not gone on with */
export function unfinishedOf(as: string): Unfinished | undefined {
  const kept = browserStorage('sessionStorage')?.getItem(KEY)
  if (kept == null) return undefined
  const unfinished = JSON.parse(kept) as Unfinished
  return unfinished.as === as ? unfinished : undefined
}

/** @returns takes out one that is done */
export function keep<T>(work: Omit<Unfinished, 'left'>, left: Map<T, Step>): (one: T) => void {
  const write = () => {
    try {
      browserStorage('sessionStorage')?.setItem(KEY, JSON.stringify({ ...work, left: [...left.values()] }))
    } catch {
      // A full storage only means that a reload would end it.
    }
  }
  write()
  return one => {
    left.delete(one)
    write()
  }
}

export const forget = (): void => browserStorage('sessionStorage')?.removeItem(KEY)
