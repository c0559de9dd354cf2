/** Requests to our own origin. */
import { type Failure, failureFrom, RequestFailed } from './failure.ts'
import { browserStorage } from './stored.ts'

const mostAttempts = 4
let serverAheadMs = 0

/** The time by the server's clock (to the second), so that a wrong clock on this computer shows no wrong time left. */
export const serverNow = (): number => Date.now() + serverAheadMs

/** In whose name a request is made: one's own, or that of a permission set of the management account. */
export interface Request {
  readonly as: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

/** GETs JSON in the person's own name; the caller states the shape that the API promises. */
export const getJson = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await (await send(path, { as: 'self', signal })).json()) as T

/** Changes something in the person's own name; the answer is undefined where there is none (204). */
export async function change<T = undefined>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<T> {
  const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await send(path, { as: 'self', method, ...sent })
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/**
 * The answer to a request that went well. Waits and tries again while the server asks to slow down, and goes to the
 * sign-in page when nobody is signed in.
 * @throws RequestFailed
 */
export async function send(path: string, { as, headers, signal, ...request }: Request): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(path, {
      ...request,
      headers: { accept: 'application/json', ...headers, 'x-portico-as': as },
      credentials: 'same-origin',
      ...(signal ? { signal } : {}),
    })
    noteServerTime(response.headers.get('date'))
    if (response.ok) {
      forgetSignIn()
      return response
    }
    if (response.status === 429 && attempt < mostAttempts) {
      await pause(retryAfterMs(response.headers.get('retry-after'), attempt))
      continue
    }
    const body: unknown = await response.json().catch(() => undefined)
    const failure = failureFrom(response.status, body, response.headers.get('x-amzn-requestid'))
    if (nobodyIsSignedIn(failure) && mayGoToSignIn()) return goToSignIn()
    throw new RequestFailed(failure)
  }
}

/** The AWS doors answer 400 to whoever brings no session. */
const nobodyIsSignedIn = ({ status, code }: Failure) =>
  status === 401 || code === 'http.no_session' || code === 'sigv4.missing'

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
