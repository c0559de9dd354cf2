/**
 * Whether a mail can be sent to this: one plain address. The identity store takes any text for an address, and a list of
 * addresses, a name in quotes or a line break would send the mail to somebody else.
 */
export const isAddress = (text: string): boolean =>
  text.length <= LONGEST && /^[^\s\p{C}<>()[\]\\,;:"@]+@[^\s\p{C}<>()[\]\\,;:"@]+$/u.test(text)

/** RFC 5321 4.5.3.1. */
const LONGEST = 254
