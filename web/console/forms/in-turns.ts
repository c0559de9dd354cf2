/** Requests that are under way at once: more would only wait in the browser. */
const AT_ONCE = 6

export interface Failed<T> {
  readonly one: T
  readonly error: unknown
}

interface Watch {
  /** Told after each how many have been tried. */
  readonly onProgress?: (tried: number) => void
  /** Asked before each: true leaves the rest untried. */
  readonly isStopped?: () => boolean
}

/** Tries the same for each, a few at once. What fails holds up nothing; what was done stays done. */
export async function tryEach<T>(
  all: readonly T[],
  work: (one: T) => Promise<unknown>,
  { onProgress, isStopped }: Watch = {},
): Promise<{ readonly failed: readonly Failed<T>[]; readonly untried: readonly T[] }> {
  const waiting = all.values()
  const failed: Failed<T>[] = []
  const untried: T[] = []
  let tried = 0
  const turn = async () => {
    for (const one of waiting) {
      if (isStopped?.()) {
        untried.push(one)
        continue
      }
      await work(one).catch((error: unknown) => failed.push({ one, error }))
      onProgress?.(++tried)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, turn))
  return { failed, untried }
}

/**
 * Does the same for each, a few at once, to the end.
 * @param onProgress how many are done
 * @throws the first failure, after all were tried
 */
export async function inTurns<T>(
  all: readonly T[],
  work: (one: T) => Promise<unknown>,
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  const { failed } = await tryEach(all, work, { onProgress })
  const [first] = failed
  if (first !== undefined) throw first.error
}
