import { createContext, useContext } from 'react'

/** What `GET /api/v1/session` says. Instants are Unix ms. */
export interface Session {
  readonly user: {
    readonly id: string
    readonly userName: string
    readonly displayName: string
    readonly email?: string
  }
  readonly session: { readonly id: string; readonly createdAt: number; readonly expiresAt: number }
  readonly portal: Portal
  /** The permission sets of the management account with which the console can be opened. */
  readonly administers: readonly string[]
}

export interface Portal {
  /** The origin. */
  readonly url: string
  readonly startUrl: string
  /** The name of this portal that every AWS CLI accepts: newer ones refuse a start URL outside AWS's domains. */
  readonly aliasStartUrl: string
  /** Where the APIs of the accounts answer; absent where that is AWS itself. */
  readonly accountsEndpoint?: string
  readonly region: string
  readonly instanceArn: string
  readonly identityStoreId: string
}

const SessionContext = createContext<Session | undefined>(undefined)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('used outside of SessionProvider')
  return session
}
