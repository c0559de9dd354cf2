/** How long a portal session lasts, as somebody types it. */

export const SHORTEST = 15 * 60
export const LONGEST = 90 * 86_400

const lengths = { minutes: 60, hours: 3600, days: 86_400 } as const
export type Unit = keyof typeof lengths
export const units = Object.keys(lengths) as readonly Unit[]

export interface Typed {
  readonly amount: string
  readonly unit: Unit
}

/** In the largest unit that gives a whole number. */
export function typedOf(seconds: number): Typed {
  const unit = (['days', 'hours'] as const).find(one => seconds % lengths[one] === 0) ?? 'minutes'
  return { amount: String(Math.round(seconds / lengths[unit])), unit }
}

/** Undefined where it is no duration that a session can have. */
export function secondsOf({ amount, unit }: Typed): number | undefined {
  if (!/^\d{1,6}$/.test(amount.trim())) return undefined
  const seconds = Number(amount) * lengths[unit]
  return seconds >= SHORTEST && seconds <= LONGEST ? seconds : undefined
}

export function durationProblem(typed: Typed): string | undefined {
  if (secondsOf(typed) !== undefined) return undefined
  return /^\d{1,6}$/.test(typed.amount.trim()) ? 'Between 15 minutes and 90 days' : 'Type a whole number'
}

/** `8 hours`, `1 day`. */
export function inWords(seconds: number): string {
  const { amount, unit } = typedOf(seconds)
  return `${amount} ${amount === '1' ? unit.slice(0, -1) : unit}`
}
