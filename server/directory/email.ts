import type { UserDetails } from './types.ts'

/** The address at which a user is reached: the one that is called primary, else the first. */
export const primaryEmail = ({ emails }: Pick<UserDetails, 'emails'>): string | undefined =>
  (emails?.find(({ primary }) => primary === true) ?? emails?.[0])?.value
