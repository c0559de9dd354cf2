import { createHash } from 'node:crypto'

/** What AWS takes as a role session name (STS, RoleSessionName). */
const FITS = /^[A-Za-z0-9_+=,.@-]{2,64}$/
const LONGEST = 64
/** Ends the names that were made here. A user name that looks like one is made over too, so that none equals another. */
const MADE = /=[0-9a-f]{16}$/

/**
 * The session name of a person: the user name as it is, where AWS's alphabet and 64 characters hold it. Otherwise other
 * characters become `_`, and `=` and 16 hex digits of the hash of the full name follow, so that two people never share
 * one.
 */
export function sessionNameFor(userName: string): string {
  if (FITS.test(userName) && !MADE.test(userName)) return userName
  const mark = `=${createHash('sha256').update(userName).digest('hex').slice(0, 16)}`
  return userName.replace(/[^A-Za-z0-9_+=,.@-]/gu, '_').slice(0, LONGEST - mark.length) + mark
}
