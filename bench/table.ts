/** What the rows hand over, and how it is judged and shown. */
export interface Limit {
  readonly bound: 'at least' | 'at most'
  readonly value: number
}

export interface Result {
  /** The row that measured it: its name on the command line. */
  readonly row: string
  readonly what: string
  /** `SQLite`, `PostgreSQL`, or nothing where no store matters. */
  readonly engine: string
  readonly unit: string
  /** Absent: told for orientation. */
  readonly limit?: Limit
  /** One figure for each run; the median is judged. */
  readonly runs: readonly number[]
  /** Of rates: the same runs by the clock on the wall, with the client on the same processors. */
  readonly wall?: readonly number[]
  readonly note?: string
}

export type Verdict = 'met' | 'MISSED' | ''

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

export function verdict({ limit, runs }: Pick<Result, 'limit' | 'runs'>): Verdict {
  if (limit === undefined) return ''
  const measured = median(runs)
  return (limit.bound === 'at least' ? measured >= limit.value : measured <= limit.value) ? 'met' : 'MISSED'
}

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(value >= 10 ? 3 : 2)

const spread = (values: readonly number[]): string =>
  values.length < 2 ? '' : `${figure(Math.min(...values))} – ${figure(Math.max(...values))}`

const HEAD = ['what', 'store', 'budget', 'measured', 'spread', 'wall', 'verdict', 'note'] as const

const cells = (result: Result): readonly string[] => [
  result.what,
  result.engine,
  result.limit === undefined
    ? ''
    : `${result.limit.bound === 'at least' ? '≥' : '≤'} ${figure(result.limit.value)} ${result.unit}`,
  `${figure(median(result.runs))} ${result.unit}`,
  spread(result.runs),
  result.wall === undefined ? '' : `${figure(median(result.wall))}/s`,
  verdict(result),
  result.note ?? '',
]

/** A Markdown table with aligned columns: read on a terminal, and pasted into docs/benchmarks.md. */
export function table(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  const [head, ...body] = rows.map(line)
  return [head, rule, ...body].join('\n')
}

/** Which budgets were missed, in words. */
export function summary(results: readonly Result[]): string {
  const judged = results.filter(({ limit }) => limit !== undefined)
  const missed = judged.filter(result => verdict(result) === 'MISSED')
  if (missed.length === 0) return `All ${judged.length} budgets are met.`
  const names = missed.map(({ what, engine }) => `  ${what}${engine === '' ? '' : ` on ${engine}`}`)
  return [`${missed.length} of ${judged.length} budgets are MISSED:`, ...names].join('\n')
}
