import { refuse } from './refusals.ts'

const HOUR = 3_600
const SHORTEST = HOUR
const LONGEST = 12 * HOUR

/** The parts of ISO 8601 durations whose length in seconds is fixed; years and months are not. */
const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/
const UNITS = [7 * 24 * HOUR, 24 * HOUR, HOUR, 60, 1]

/**
 * Seconds of a permission set's session duration: `PT1H` to `PT12H`, in any spelling (`PT60M`).
 * @throws Refusal `access.session_duration`
 */
export function sessionSeconds(duration: string): number {
  const parts = DURATION.exec(duration)?.slice(1)
  const seconds = parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * (UNITS[index] ?? 0), 0)
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < SHORTEST || seconds > LONGEST)
    throw refuse('access.session_duration', { observed: duration.slice(0, 100), expected: 'PT1H to PT12H' })
  return seconds
}
