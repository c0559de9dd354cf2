/**
 * The roles of all accounts, loaded a few accounts at a time so that search can look into them. What a person opens is
 * loaded next. Readers see a new snapshot at most every 100 ms, however many answers come.
 */

export interface RoleSnapshot {
  readonly roles: ReadonlyMap<string, readonly string[]>
  readonly failed: ReadonlyMap<string, unknown>
  readonly total: number
}

export interface RoleIndex {
  add(accountIds: readonly string[]): void
  /** Loads this account next; also once more after a failure. */
  want(accountId: string): void
  retryFailed(): void
  subscribe(onChange: () => void): () => void
  snapshot(): RoleSnapshot
}

const snapshotEveryMs = 100

export function roleIndex(load: (accountId: string) => Promise<readonly string[]>, atOnce: number): RoleIndex {
  const known = new Set<string>()
  const roles = new Map<string, readonly string[]>()
  const failed = new Map<string, unknown>()
  const listeners = new Set<() => void>()
  let waiting: string[] = []
  let running = 0
  let snapshot: RoleSnapshot = { roles: new Map(), failed: new Map(), total: 0 }
  let publishing = false

  const publish = () => {
    publishing = false
    snapshot = { roles: new Map(roles), failed: new Map(failed), total: known.size }
    for (const listener of listeners) listener()
  }
  const publishSoon = () => {
    if (!publishing) setTimeout(publish, snapshotEveryMs)
    publishing = true
  }

  const loadOne = async (accountId: string) => {
    running++
    try {
      roles.set(accountId, await load(accountId))
    } catch (error) {
      failed.set(accountId, error)
    }
    running--
    publishSoon()
    next()
  }
  const next = () => {
    while (running < atOnce) {
      const accountId = waiting.shift()
      if (accountId === undefined) return
      void loadOne(accountId)
    }
  }

  return {
    add(accountIds) {
      const added = accountIds.filter(id => !known.has(id))
      if (added.length === 0) return
      for (const id of added) known.add(id)
      waiting.push(...added)
      publishSoon()
      next()
    },
    want(accountId) {
      if (failed.delete(accountId)) publishSoon()
      else if (!waiting.includes(accountId)) return
      waiting = [accountId, ...waiting.filter(id => id !== accountId)]
      next()
    },
    retryFailed() {
      waiting.push(...failed.keys())
      failed.clear()
      publishSoon()
      next()
    },
    subscribe(onChange) {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    snapshot: () => snapshot,
  }
}
