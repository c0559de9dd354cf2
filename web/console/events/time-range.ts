/** The time that the event history looks at: `range=6h` counts back from now, `from` and `to` are fixed instants. */

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const unitNames = { m: 'minute', h: 'hour', d: 'day', w: 'week' } as const
type Unit = keyof typeof units
export type UnitName = (typeof unitNames)[Unit]

export type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'relative'; readonly amount: number; readonly unit: UnitName }
  /** Unix ms. */
  | { readonly kind: 'absolute'; readonly from: number | undefined; readonly to: number | undefined }

/** What stands in the address; `range` wins over the instants. */
export function rangeFrom(query: URLSearchParams): Range {
  const [, amount, letter] = /^(\d{1,4})([mhdw])$/.exec(query.get('range') ?? '') ?? []
  if (amount !== undefined && Number(amount) > 0)
    return { kind: 'relative', amount: Number(amount), unit: unitNames[letter as Unit] }
  const [from, to] = [instantFrom(query.get('from')), instantFrom(query.get('to'))]
  return from === undefined && to === undefined ? { kind: 'all' } : { kind: 'absolute', from, to }
}

/** Unix ms, or ISO 8601. */
function instantFrom(text: string | null): number | undefined {
  if (!text) return undefined
  const instant = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  return Number.isFinite(instant) ? instant : undefined
}

/** The members of the address that say the range; the others are taken out. */
export function rangeChanges(range: Range): Readonly<Record<'range' | 'from' | 'to', string | undefined>> {
  const none = { range: undefined, from: undefined, to: undefined }
  if (range.kind === 'relative') return { ...none, range: `${range.amount}${range.unit.slice(0, 1)}` }
  if (range.kind === 'absolute') return { ...none, from: isoOf(range.from), to: isoOf(range.to) }
  return none
}

const isoOf = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace('.000Z', 'Z')

/** What the server is asked. */
export function boundsOf(range: Range, now: number): { readonly from?: number; readonly to?: number } {
  if (range.kind === 'all') return {}
  if (range.kind === 'relative') return { from: now - range.amount * units[range.unit.slice(0, 1) as Unit] }
  return {
    ...(range.from === undefined ? {} : { from: range.from }),
    ...(range.to === undefined ? {} : { to: range.to }),
  }
}
