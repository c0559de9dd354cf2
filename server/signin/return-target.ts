/** Where a person lands who did not ask for a page. */
export const HOME = '/start/'

const LONGEST = 8_192
/** The pages that send people to sign in and take them back. */
const PAGES = /^\/(?:start|console|launch|cloud|device|authorize)(?:\/|$)/

/**
 * The page to go to after the sign-in: a path of our own origin with query and hash, exactly as browsers would read it.
 * Undefined for anything else, since an address that leaves the origin would lend our name to a thief.
 */
export function returnTarget(text: string | undefined): string | undefined {
  // Browsers drop control characters and read backslashes as slashes, so neither is taken.
  if (text === undefined || text.length > LONGEST || !/^\/[^\s\p{Cc}\\]*$/u.test(text)) return undefined
  const origin = 'https://portico.invalid'
  if (!URL.canParse(text, origin)) return undefined
  const url = new URL(text, origin)
  if (url.origin !== origin || !PAGES.test(url.pathname)) return undefined
  return url.pathname + url.search + url.hash
}
