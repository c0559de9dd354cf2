/** Where a second factor need not be given again: the context-aware mode. */
import { createHash } from 'node:crypto'
import { networkOf } from '../attempts.ts'
import type { ContextChange, ContextVerdict, SigninContext, TrustedBrowser } from './types.ts'

/** A second factor speaks for its place so long, in ms. */
export const TRUSTED_FOR = 30 * 24 * 3600 * 1000

export const browserHash = (browser: string): string => createHash('sha256').update(browser).digest('hex')

/** Browser and system without versions, which change by themselves. Imported when it is first asked. */
export async function agentOf(userAgent: string): Promise<string> {
  const { default: bowser } = await import('bowser')
  const { browser, os, platform } = bowser.parse(userAgent.slice(0, 512) || 'unknown')
  return [browser.name, os.name, platform.type].map(part => part ?? 'unknown').join(', ')
}

/** The place of a sign-in as it is remembered. @param now Unix ms */
export async function placeOf(
  { userAgent, sourceIp }: SigninContext,
  browser: string,
  now: number,
): Promise<TrustedBrowser> {
  return {
    browser: browserHash(browser),
    agent: await agentOf(userAgent),
    network: networkOf(sourceIp),
    verifiedAt: now,
  }
}

/**
 * What differs from the place where this browser's owner gave a second factor. Location is what the network stands for: an
 * address from elsewhere is another network.
 */
export async function compare(
  context: SigninContext,
  known: TrustedBrowser | undefined,
  now: number,
): Promise<ContextVerdict> {
  if (known === undefined) return { changes: ['new_browser'], compared: { browser: 'not known for this user' } }
  const [agent, network] = [await agentOf(context.userAgent), networkOf(context.sourceIp)]
  const rows: readonly (readonly [ContextChange, boolean])[] = [
    ['other_browser', agent !== known.agent],
    ['other_network', network !== known.network],
    ['too_long_ago', now - known.verifiedAt > TRUSTED_FOR],
  ]
  return {
    changes: rows.flatMap(([change, differs]) => (differs ? [change] : [])),
    compared: {
      browser: sameOr(agent, known.agent),
      network: sameOr(network, known.network),
      verified: new Date(known.verifiedAt).toISOString(),
    },
  }
}

const sameOr = (now: string, before: string): string => (now === before ? now : `${now}, before: ${before}`)
