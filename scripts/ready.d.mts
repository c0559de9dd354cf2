/** What TypeScript may use of `ready.mjs`. */
export const serverFlags: readonly string[]
