/** An attempt to send that failed, in words that an administrator may read. */
export class MailFailure extends Error {
  /** The server refuses this mail for good (RFC 5321 4.2.1): asking again would change nothing. */
  readonly permanent: boolean

  constructor(message: string, { permanent, cause }: { readonly permanent: boolean; readonly cause?: unknown }) {
    super(message, { cause })
    this.name = 'MailFailure'
    this.permanent = permanent
  }
}

const LONGEST = 300

/** Filters of unwanted mail quote the links that they dislike, and a link of ours signs in: none is kept. */
export const withoutLinks = (said: string): string =>
  said
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\S*:\/\/\S*/g, '[link]')
    .replace(/[\w-]{40,}/g, '[hidden]')
    .slice(0, LONGEST)
