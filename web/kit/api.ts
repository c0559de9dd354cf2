/** Requests to our own origin, in the person's own name. */
import { failureFrom, RequestFailed } from './failure.ts'
import { browserStorage } from './stored.ts'

const mostAttempts = 4
let serverAheadMs = 0

/** The time by the server's clock (to the second), so that a wrong clock on this computer shows no wrong time left. */
export const serverNow = (): number => Date.now() + serverAheadMs

/**
 * GETs JSON; the caller states the shape that the API promises. Waits and tries again while the server asks to slow
 * down, and goes to the sign-in page when nobody is signed in.
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(path, {
      headers: { accept: 'application/json', 'x-portico-as': 'self' },
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    })
    noteServerTime(response.headers.get('date'))
    if (response.ok) {
      forgetSignIn()
      return (await response.json()) as T
    }
    if (response.status === 429 && attempt < mostAttempts) {
      await pause(retryAfterMs(response.headers.get('retry-after'), attempt))
      continue
    }
    if (response.status === 401 && mayGoToSignIn()) return goToSignIn()
    const body: unknown = await response.json().catch(() => undefined)
    throw new RequestFailed(failureFrom(response.status, body, response.headers.get('x-amzn-requestid')))
  }
}

/** Leaves for the sign-in page, which comes back to where we are. The promise never settles: the page goes away. */
export function goToSignIn(): Promise<never> {
  browserStorage('sessionStorage')?.setItem(signInStamp, String(Date.now()))
  const { pathname, search, hash } = window.location
  window.location.assign(`/signin?return=${encodeURIComponent(pathname + search + hash)}`)
  return new Promise(() => undefined)
}

/** Ends the session. The page that follows says so or, where the session could not be ended, asks to do it there. */
export async function signOut(): Promise<void> {
  await fetch('/logout', { method: 'POST', headers: { 'x-portico-as': 'self' } }).catch(() => undefined)
  window.location.assign('/signin/out')
}

/**
 * A sign-in page that sends us straight back, still not signed in (a blocked cookie, say), must end in an error that
 * can be read and not in an endless round trip.
 */
const signInStamp = 'portico.signin'
const mayGoToSignIn = () => Date.now() - Number(browserStorage('sessionStorage')?.getItem(signInStamp)) > 5_000
const forgetSignIn = () => browserStorage('sessionStorage')?.removeItem(signInStamp)

function noteServerTime(date: string | null): void {
  const server = Date.parse(date ?? '')
  // The header has whole seconds and is a little old on arrival: a smaller difference is no difference.
  if (!Number.isNaN(server)) serverAheadMs = Math.abs(server - Date.now()) > 2_000 ? server - Date.now() : 0
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

function retryAfterMs(header: string | null, attempt: number): number {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds, 10) * 1000 : attempt * 500
}
