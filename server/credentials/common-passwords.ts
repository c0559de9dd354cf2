import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'

/** Code points. The work grows with the square of the length, and who guesses begins at the front. */
const LONGEST_JUDGED = 24
/** ms without a password to judge, after which the dictionaries' 60 MiB are given back. */
const IDLE = 60_000

/**
 * Whether a password would be guessed early: it is one that is known from leaks, a word, a name, a date or a row of keys
 * with little beside it. @param names of the user, which whoever guesses tries first
 */
export type IsCommon = (password: string, names: readonly string[]) => Promise<boolean>

/** What the thread is asked, and answers with a boolean on the port that comes with it. */
export interface Judged {
  readonly head: string
  readonly tried: readonly string[]
}

/**
 * Judges offline, in a thread of its own that lives while it is needed: loading the dictionaries takes half a second, and
 * a hostile password a tenth, in which the server would answer nobody.
 */
export function commonPasswords(): IsCommon {
  let thread: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let waiting = 0
  const started = (): Worker => {
    const worker = new Worker(new URL('./common-passwords-thread.ts', import.meta.url))
    // A process that has nothing else to do may end.
    worker.unref()
    worker.once('exit', () => {
      if (thread === worker) thread = undefined
    })
    return worker
  }
  const rest = () => {
    if (waiting > 0) return
    const resting = thread
    // Whoever asks from now on gets another one.
    thread = undefined
    void resting?.terminate()
  }
  return async (password, names) => {
    clearTimeout(idle)
    waiting += 1
    thread ??= started()
    try {
      return await ask(thread, judgedOf(password, names))
    } finally {
      waiting -= 1
      idle = setTimeout(rest, IDLE).unref()
    }
  }
}

const judgedOf = (password: string, names: readonly string[]): Judged => ({
  head: Array.from(password).slice(0, LONGEST_JUDGED).join(''),
  tried: names.flatMap(name => [name, ...name.split(/[^\p{L}\p{N}]+/u)]).filter(name => name !== ''),
})

/** @throws what ended the thread, if it ends without an answer */
async function ask(thread: Worker, judged: Judged): Promise<boolean> {
  const { port1: mine, port2: theirs } = new MessageChannel()
  const ended = new AbortController()
  thread.postMessage({ judged, port: theirs }, [theirs])
  try {
    const [answer] = await Promise.race([
      once(mine, 'message', { signal: ended.signal }) as Promise<[boolean]>,
      once(thread, 'exit', { signal: ended.signal }).then(() => {
        throw new Error('the thread that judges passwords has ended')
      }),
    ])
    return answer
  } finally {
    ended.abort()
    mine.close()
  }
}
