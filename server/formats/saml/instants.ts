/** xs:dateTime as SAML Core §1.3.3 wants it: UTC, with Z. Seconds may have a fraction, of which milliseconds count. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?Z$/

/** @returns Unix ms, or undefined for anything that is not exactly a UTC instant, such as 30 February */
export function instantFrom(value: string): number | undefined {
  const found = INSTANT.exec(value)
  if (found === null) return undefined
  const canonical = `${value.slice(0, 19)}.${(found[1] ?? '').slice(0, 3).padEnd(3, '0')}Z`
  const at = Date.parse(canonical)
  return !Number.isNaN(at) && instantOf(at) === canonical ? at : undefined
}

/** @param at Unix ms */
export const instantOf = (at: number): string => new Date(at).toISOString()
