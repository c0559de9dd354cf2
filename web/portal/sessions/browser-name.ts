import bowser from 'bowser'

/** `Chrome on Linux`, from what the browser says of itself; a program that is no browser by its own name. */
export function browserName(userAgent: string): string {
  const { browser, os } = bowser.parse(userAgent || 'unknown')
  const known = [browser.name, os.name].filter(part => part !== undefined && part !== '')
  if (known.length > 0) return known.join(' on ')
  return /^[\w.-]{1,40}/.exec(userAgent)?.[0] ?? 'Unknown browser'
}
