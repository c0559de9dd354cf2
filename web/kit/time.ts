/** `7 h 12 min`, `12 min 5 s`, `5 s`: the two largest units, rounded down; never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [d, h, m, s] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60].map(Math.floor)
  if (d) return `${d} d ${h} h`
  if (h) return `${h} h ${m} min`
  if (m) return `${m} min ${s} s`
  return `${s} s`
}

// Made once: the browser needs more than a millisecond for each, and a page of a list formats hundreds of instants.
const instants = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

/** Date, time and zone in the person's own format. */
export const formatInstant = (ms: number): string => instants.format(ms)
