/** Permission set names end at 32 characters; longer text is no slip of the hand. */
const LONG = 64
/** Edits beyond which two names are not taken for one mistyped. */
const FAR = 3

/** The name that `typed` was most likely meant to be, if any of these. Letter case counts less than letters. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > LONG) return undefined
  const measured = names
    .map(name => ({ name, distance: editDistance(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = measured
  return best !== undefined && best.distance <= FAR && best.distance < typed.length ? best.name : undefined
}

/** Insertions, deletions and replacements between the two (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [place, letter] of [...a].entries()) {
    const next = [place + 1]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
