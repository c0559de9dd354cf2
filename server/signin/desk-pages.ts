import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import { type Random, token } from '#server/base/random.ts'
import type { SigninContext } from '#server/credentials/index.ts'
import { callOf, cookie } from '#server/http/index.ts'
import { nobody } from '#server/sessions/index.ts'
import { BROWSER_REMEMBERED, browserProofs } from './browser.ts'
import { PATHS } from './paths.ts'
import type { Advance, Progress, SignedIn, SigninService, Step } from './types.ts'

interface Needs {
  readonly signin: Pick<SigninService, 'progress' | 'stepOf'>
  readonly instance: Instance
  readonly origin: string
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
  readonly random: Random
}

export type FrontDesk = ReturnType<typeof frontDesk>

/** Cookies and forms of a sign-in, and what follows from an answer. */
export function frontDesk({ origin, derive, clock, random, signin, instance }: Needs) {
  const cookies = {
    signin: cookie(origin, 'signin'),
    session: cookie(origin, 'session'),
    browser: cookie(origin, 'browser'),
  }
  const browsers = browserProofs(derive('signin browser v1'))
  const browserOf = (request: FastifyRequest, userId: string | undefined): string | undefined =>
    browsers.check(cookies.browser.read(request), userId)
  const context = (request: FastifyRequest, userId: string | undefined): SigninContext => {
    const browser = browserOf(request, userId)
    const { sourceIp, userAgent } = callOf(request, clock, { eventSource: '', eventName: '' })
    return { sourceIp, userAgent, ...(browser === undefined ? {} : { browser }) }
  }
  const remember = (reply: FastifyReply, userId: string, browser: string): void => {
    cookies.browser.write(reply, browsers.proof(browser, userId), clock() + BROWSER_REMEMBERED)
  }
  /** @param browser its id, where it was made in this request */
  const finish = (
    request: FastifyRequest,
    reply: FastifyReply,
    { session, sessionToken, returnTo }: SignedIn,
    browser = browserOf(request, session.userId) ?? token(random),
  ): FastifyReply => {
    cookies.session.write(reply, sessionToken, session.expiresAt)
    cookies.signin.clear(reply)
    remember(reply, session.userId, browser)
    return reply.redirect(returnTo, 303)
  }
  const standing = async (request: FastifyRequest): Promise<{ progress: Progress | undefined; step: Step }> => {
    const cookieToken = cookies.signin.read(request)
    const progress = cookieToken === undefined ? undefined : await signin.progress(cookieToken)
    return { progress, step: await signin.stepOf(progress, context(request, progress?.userId)) }
  }
  return {
    cookies,
    context,
    standing,
    newBrowser: (): string => token(random),
    browserOf,
    author: (request: FastifyRequest, eventName: string): Author => ({
      call: callOf(request, clock, { eventSource: 'signin.amazonaws.com', eventName, eventType: 'AwsServiceEvent' }),
      identity: nobody(instance),
    }),
    /** The sign-in that this browser is in, if it stands at this step; else undefined, and the reply is sent there. */
    async at(step: Step, request: FastifyRequest, reply: FastifyReply): Promise<Progress | undefined> {
      const { progress, step: actual } = await standing(request)
      if (progress !== undefined && actual === step) return progress
      reply.redirect(actual === 'done' ? PATHS.identify : PATHS[actual], 303)
      return undefined
    },
    /** @param browser the id of this browser, where it is trusted from now on */
    go(request: FastifyRequest, reply: FastifyReply, advance: Advance, browser?: string): FastifyReply {
      if (advance.step === 'done') return finish(request, reply, advance, browser)
      if (browser !== undefined && advance.progress.userId !== undefined)
        remember(reply, advance.progress.userId, browser)
      return reply.redirect(PATHS[advance.step], 303)
    },
  }
}
