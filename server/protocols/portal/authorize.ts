import { isChallenge, isSameRedirect, type OAuthClient } from '#server/sessions/index.ts'

/** The parameters of `/authorize`, as they came: in the address, and again with the consent form. */
export interface AuthorizeParameters {
  readonly client_id: string
  readonly redirect_uri: string
  readonly response_type: string
  readonly state: string
  readonly code_challenge: string
  readonly code_challenge_method: string
}

export const PARAMETERS = [
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'code_challenge',
  'code_challenge_method',
] as const satisfies readonly (keyof AuthorizeParameters)[]

/** Scopes are not read: whatever `scope` or `scopes` asks for, a token carries those that the client registered. */
export function readParameters(read: (name: string) => string): AuthorizeParameters {
  return {
    client_id: read('client_id'),
    redirect_uri: read('redirect_uri'),
    response_type: read('response_type'),
    state: read('state'),
    code_challenge: read('code_challenge'),
    code_challenge_method: read('code_challenge_method'),
  }
}

/** What is wrong, in OAuth's words (RFC 6749 §4.1.2.1); sent to the redirect URI, which has been proven by then. */
export interface AuthorizeError {
  readonly error: string
  readonly error_description: string
}

type Check = (asked: AuthorizeParameters, client: OAuthClient) => AuthorizeError | undefined

const LONGEST_STATE = 2_048

/** In this order. */
const CHECKS: readonly Check[] = [
  ({ response_type }) =>
    response_type === 'code'
      ? undefined
      : { error: 'unsupported_response_type', error_description: 'response_type must be code' },
  (_, { grantTypes }) =>
    grantTypes.includes('authorization_code')
      ? undefined
      : { error: 'unauthorized_client', error_description: 'the client did not register for authorization_code' },
  ({ code_challenge, code_challenge_method }) =>
    code_challenge_method === 'S256' && isChallenge(code_challenge)
      ? undefined
      : { error: 'invalid_request', error_description: 'code_challenge with code_challenge_method S256 is required' },
  ({ state }) =>
    state.length <= LONGEST_STATE ? undefined : { error: 'invalid_request', error_description: 'state is too long' },
]

export const hasRedirect = ({ redirect_uri }: AuthorizeParameters, client: OAuthClient): boolean =>
  client.redirectUris.some(registered => isSameRedirect(registered, redirect_uri))

export function authorizeError(asked: AuthorizeParameters, client: OAuthClient): AuthorizeError | undefined {
  for (const check of CHECKS) {
    const error = check(asked, client)
    if (error !== undefined) return error
  }
  return undefined
}
