import { refuse } from './refusals.ts'

/** PostgreSQL cannot hold U+0000 in text and SQLite can; both refuse it here, so that a store can change its engine. */
export function refuseNul(parameters: readonly unknown[]): void {
  for (const value of parameters) {
    if (typeof value === 'string' && value.includes('\0'))
      throw refuse('storage.nul_character', { observed: 'a value that holds U+0000' })
  }
}
