const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost']

/** A program on the person's own computer: what anybody may register (RFC 8252 §7.3, §8.3). */
export function isLoopback(uri: string): boolean {
  const url = plainUrl(uri)
  return url !== undefined && url.protocol === 'http:' && LOOPBACK.includes(url.hostname)
}

/** RFC 8252 §7.3: the port of a loopback address is chosen at each sign-in, all else is as registered. */
export function isSameRedirect(registered: string, given: string): boolean {
  const known = plainUrl(registered)
  const asked = plainUrl(given)
  if (known === undefined || asked === undefined || !isLoopback(registered)) return false
  return (
    known.protocol === asked.protocol &&
    known.hostname === asked.hostname &&
    known.pathname === asked.pathname &&
    known.search === asked.search
  )
}

/** Where the browser goes with the answer. */
export function redirectWith(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) url.searchParams.set(name, value)
  return url.href
}

/** Without what could hide the host (user name) or be lost on the way (fragment), and without characters URLs drop. */
function plainUrl(text: string): URL | undefined {
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || text.includes('#') || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.username === '' && url.password === '' ? url : undefined
}
