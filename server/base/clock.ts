/** Now, as Unix milliseconds UTC. Everything that needs the time takes a Clock, so that tests can hold it still. */
export type Clock = () => number

export const systemClock: Clock = () => Date.now()

/** The ISO 8601 form with seconds that CloudTrail and IAM print: `2026-11-24T10:00:00Z`. */
export const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`
