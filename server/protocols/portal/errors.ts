import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Refusal, type RefusalKind, refusalRecord, refusalText } from '#server/base/refusal.ts'
import { refusalOf, retryAfter } from '#server/http/index.ts'

/** An exception of the two service models, with its HTTP status. */
type Exception = readonly [name: string, status: number]

/** OAuth's error name of each exception of sso-oidc (OIDC API reference, CreateToken; botocore's model). */
const OIDC_ERRORS: Readonly<Record<string, { readonly status: number; readonly error: string }>> = {
  InvalidRequestException: { status: 400, error: 'invalid_request' },
  InvalidClientException: { status: 401, error: 'invalid_client' },
  InvalidGrantException: { status: 400, error: 'invalid_grant' },
  UnauthorizedClientException: { status: 400, error: 'unauthorized_client' },
  UnsupportedGrantTypeException: { status: 400, error: 'unsupported_grant_type' },
  InvalidScopeException: { status: 400, error: 'invalid_scope' },
  AuthorizationPendingException: { status: 400, error: 'authorization_pending' },
  SlowDownException: { status: 400, error: 'slow_down' },
  AccessDeniedException: { status: 400, error: 'access_denied' },
  ExpiredTokenException: { status: 400, error: 'expired_token' },
  InvalidClientMetadataException: { status: 400, error: 'invalid_client_metadata' },
  InvalidRedirectUriException: { status: 400, error: 'invalid_redirect_uri' },
  UnsupportedOperation: { status: 400, error: 'unsupported_operation' },
  InternalServerException: { status: 500, error: 'server_error' },
}

const OIDC_BY_CODE: Readonly<Record<string, keyof typeof OIDC_ERRORS>> = {
  'oauth.client_metadata': 'InvalidClientMetadataException',
  'oauth.scope': 'InvalidScopeException',
  'oauth.redirect_uri': 'InvalidRedirectUriException',
  'oauth.grant_type': 'UnsupportedGrantTypeException',
  'oauth.client_unknown': 'InvalidClientException',
  'oauth.client_expired': 'InvalidClientException',
  'oauth.grant_not_registered': 'UnauthorizedClientException',
  'oauth.device_grant_forbidden': 'UnauthorizedClientException',
  'oauth.authorization_pending': 'AuthorizationPendingException',
  'oauth.slow_down': 'SlowDownException',
  'oauth.device_denied': 'AccessDeniedException',
  'oauth.device_code_expired': 'ExpiredTokenException',
  'oauth.device_code_invalid': 'InvalidGrantException',
  'oauth.code_invalid': 'InvalidGrantException',
  'oauth.refresh_token_invalid': 'InvalidGrantException',
  'oauth.refresh_session_over': 'InvalidGrantException',
  'oauth.refresh_token_reused': 'InvalidGrantException',
  'portal.token_with_iam': 'UnsupportedOperation',
}

const OIDC_BY_KIND = {
  invalid: 'InvalidRequestException',
  unauthenticated: 'InvalidClientException',
  denied: 'AccessDeniedException',
  missing: 'InvalidRequestException',
  conflict: 'InvalidRequestException',
  limit: 'InvalidRequestException',
  throttled: 'SlowDownException',
  unsupported: 'UnsupportedOperation',
  unavailable: 'InternalServerException',
} as const satisfies Record<RefusalKind, string>

/** ForbiddenException is not in the model of the portal API, and is what AWS answers. */
const PORTAL_BY_KIND = {
  invalid: ['InvalidRequestException', 400],
  unauthenticated: ['UnauthorizedException', 401],
  denied: ['ForbiddenException', 403],
  missing: ['ResourceNotFoundException', 404],
  conflict: ['InvalidRequestException', 400],
  limit: ['InvalidRequestException', 400],
  throttled: ['TooManyRequestsException', 429],
  unsupported: ['InvalidRequestException', 400],
  unavailable: ['InternalServerException', 500],
} as const satisfies Record<RefusalKind, Exception>

/** The exception that a refusal is to clients of sso-oidc, and to those of the portal API. */
export const oidcException = ({ code, kind }: Refusal): string => OIDC_BY_CODE[code] ?? OIDC_BY_KIND[kind]
export const portalException = ({ kind }: Refusal): string => PORTAL_BY_KIND[kind][0]

/** AWS's sentence for everything that is not assigned; clients and people search for it. */
const NO_ACCESS = 'No access'

/** The answer of the sso-oidc door: botocore reads the class from the header or `__type`, never from `error`. */
export function sendOidcError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === undefined) return sendInternal(error, request, reply)
  const name = oidcException(refusal)
  const { status, error: code } = OIDC_ERRORS[name] ?? { status: 400, error: 'invalid_request' }
  const text = refusalText(refusal, request.id)
  retryAfter(reply, refusal)
  return reply
    .code(status)
    .header('x-amzn-errortype', name)
    .send({
      error: code,
      error_description: text,
      // AWS sends none here, so its clients say "UnknownError"; they all print this one.
      message: text,
      __type: name,
      refusal: refusalRecord(refusal, request.id),
    })
}

export function sendPortalError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error)
  if (refusal === undefined) return sendInternal(error, request, reply)
  const [name, status] = PORTAL_BY_KIND[refusal.kind]
  const sentence = name === 'ForbiddenException' ? NO_ACCESS : refusal.message
  retryAfter(reply, refusal)
  return reply
    .code(status)
    .header('x-amzn-errortype', name)
    .send({
      message: refusalText(refusal, request.id, sentence),
      __type: name,
      refusal: refusalRecord(refusal, request.id),
    })
}

/** Our own fault: logged once, here, and answered with the reference alone. */
function sendInternal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.error({ err: error }, 'unexpected error')
  const message = `Internal error. (reference ${request.id})`
  return reply
    .code(500)
    .header('x-amzn-errortype', 'InternalServerException')
    .send({ message, error: 'server_error', error_description: message, __type: 'InternalServerException' })
}
