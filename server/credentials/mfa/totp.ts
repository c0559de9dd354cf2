/** Codes of authenticator apps: RFC 6238 with SHA-1, six digits and 30 seconds, which is what every app assumes. */
import type { TotpDevice } from './types.ts'

/** Seconds. */
const STEP = 30
/** Steps before and after the present one that are accepted: RFC 6238 §5.2 advises one, for the way here. */
const ACCEPTED = 1
/** Steps before and after that are searched for the code of a clock that is wrong. */
const SEARCHED = 10

export const SECRET_BYTES = 20

export type TotpVerdict =
  | { readonly outcome: 'right'; readonly step: number }
  /** The code, or a later one, was accepted before. */
  | { readonly outcome: 'used' }
  /** Right by a clock that is `seconds` ahead (or, negative, behind). Saying so discloses the code: its step is burned. */
  | { readonly outcome: 'drift'; readonly seconds: number; readonly step: number }
  | { readonly outcome: 'wrong' }

/** Imported when a code is first judged: most sign-ins of a day need none. */
const otplib = () => import('otplib')

/** @param now Unix ms */
export async function judgeCode(
  code: string,
  { secret, lastStep, burned }: Pick<TotpDevice, 'secret' | 'lastStep' | 'burned'>,
  now: number,
): Promise<TotpVerdict> {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return { outcome: 'wrong' }
  const { generateSync } = await otplib()
  const present = Math.floor(now / 1000 / STEP)
  const codeOf = (step: number) => generateSync({ strategy: 'hotp', secret, counter: step })
  for (const offset of nearestFirst()) {
    const step = present + offset
    if (step < 0 || codeOf(step) !== token) continue
    if (Math.abs(offset) > ACCEPTED) return { outcome: 'drift', seconds: offset * STEP, step }
    return step > lastStep && !burned.includes(step) ? { outcome: 'right', step } : { outcome: 'used' }
  }
  return { outcome: 'wrong' }
}

/** 0, 1, -1, 2, -2 …: where two steps have one code by chance, the likelier is meant. */
function nearestFirst(): readonly number[] {
  return Array.from({ length: 2 * SEARCHED + 1 }, (_, place) => (place % 2 === 1 ? (place + 1) / 2 : -place / 2))
}

/** Burned steps that could still be accepted some time. */
export const stillBurned = (burned: readonly number[], now: number): readonly number[] =>
  burned.filter(step => step >= Math.floor(now / 1000 / STEP) - ACCEPTED)

/** `your device's clock is about 3 minutes fast` */
export function driftText(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60)
  return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ${seconds > 0 ? 'fast' : 'slow'}`
}

export interface TotpSetUp {
  /** RFC 4648 base32 without padding, as it is typed. */
  readonly typed: string
  /** `otpauth://totp/…`, as it is scanned. */
  readonly uri: string
  /** An SVG image of the URI. */
  readonly qr: string
}

/** What an app needs of a secret. @param issuer what the app calls us */
export async function setUpOf(
  secret: Uint8Array,
  { issuer, userName }: { issuer: string; userName: string },
): Promise<TotpSetUp> {
  const [{ generateURI, ScureBase32Plugin }, { toString: qrOf }] = await Promise.all([otplib(), import('qrcode')])
  const typed = new ScureBase32Plugin().encode(secret)
  const uri = generateURI({ issuer, label: userName, secret: typed })
  return { typed, uri, qr: await qrOf(uri, { type: 'svg', margin: 2 }) }
}
