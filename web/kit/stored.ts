import { useCallback, useSyncExternalStore } from 'react'

/** A value remembered in this browser. Reading never fails: what is missing, broken or not allowed gives `initial`. */
export interface Stored<T> {
  read(): T
  write(value: T): void
  subscribe(onChange: () => void): () => void
}

export function stored<T>(key: string, initial: T, accepts: (value: unknown) => value is T): Stored<T> {
  const listeners = new Set<() => void>()
  // The parsed value is kept beside its text, so that readers get the same object until the text changes.
  let text: string | null = null
  let value = initial

  const read = () => {
    const now = browserStorage('localStorage')?.getItem(key) ?? null
    if (now !== text) {
      text = now
      value = parse(now, initial, accepts)
    }
    return value
  }
  return {
    read,
    write(next) {
      try {
        browserStorage('localStorage')?.setItem(key, JSON.stringify(next))
      } catch {
        // A full or forbidden storage only means that nothing is remembered.
      }
      for (const listener of listeners) listener()
    },
    subscribe(onChange) {
      listeners.add(onChange)
      window.addEventListener('storage', onChange)
      return () => {
        listeners.delete(onChange)
        window.removeEventListener('storage', onChange)
      }
    },
  }
}

/** The value and its setter; follows changes in other tabs. */
export function useStored<T>(from: Stored<T>): [T, (change: (value: T) => T) => void] {
  const value = useSyncExternalStore(from.subscribe, from.read)
  const update = useCallback((change: (value: T) => T) => from.write(change(from.read())), [from])
  return [value, update]
}

function parse<T>(text: string | null, initial: T, accepts: (value: unknown) => value is T): T {
  if (text === null) return initial
  try {
    const value: unknown = JSON.parse(text)
    return accepts(value) ? value : initial
  } catch {
    return initial
  }
}

/** Undefined where the browser's settings forbid it. */
export function browserStorage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[kind]
  } catch {
    return undefined
  }
}
