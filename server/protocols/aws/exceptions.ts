import type { RefusalKind } from '#server/base/refusal.ts'
import type { ServiceName } from './operation.ts'

/**
 * Which exception of which service a refusal becomes. First `byCode` (the service, else its protocol), then `byKind`.
 * Names of the query protocol are wire codes (`NoSuchEntity`), those of JSON services the exceptions' own names.
 */
export function exceptionName(
  code: string,
  kind: RefusalKind,
  service: ServiceName,
  protocol: 'json' | 'query',
): string {
  const exact = byCode[code]
  return exact?.[service] ?? exact?.[protocol] ?? byKind[service][kind]
}

const SSO_EXCEPTIONS = {
  invalid: 'ValidationException',
  unauthenticated: 'UnrecognizedClientException',
  denied: 'AccessDeniedException',
  missing: 'ResourceNotFoundException',
  conflict: 'ConflictException',
  limit: 'ServiceQuotaExceededException',
  throttled: 'ThrottlingException',
  unsupported: 'UnsupportedOperation',
  unavailable: 'InternalServerException',
} as const satisfies Record<RefusalKind, string>

const QUERY_CODES = {
  invalid: 'ValidationError',
  unauthenticated: 'InvalidClientTokenId',
  denied: 'AccessDenied',
  missing: 'NoSuchEntity',
  conflict: 'EntityAlreadyExists',
  limit: 'LimitExceeded',
  throttled: 'Throttling',
  unsupported: 'UnsupportedOperation',
  unavailable: 'ServiceFailure',
} as const satisfies Record<RefusalKind, string>

export const byKind = {
  'sso-admin': SSO_EXCEPTIONS,
  identitystore: SSO_EXCEPTIONS,
  organizations: {
    ...SSO_EXCEPTIONS,
    invalid: 'InvalidInputException',
    missing: 'TargetNotFoundException',
    conflict: 'ConcurrentModificationException',
    limit: 'ConstraintViolationException',
    throttled: 'TooManyRequestsException',
    unavailable: 'ServiceException',
  },
  cloudtrail: {
    ...SSO_EXCEPTIONS,
    invalid: 'InvalidParameterException',
    unsupported: 'UnsupportedOperationException',
    // CloudTrail models no server fault; this is the one that all AWS services share.
    unavailable: 'InternalFailure',
  },
  iam: QUERY_CODES,
  sts: QUERY_CODES,
} as const satisfies Record<ServiceName, Record<RefusalKind, string>>

type Exact = { readonly [Where in ServiceName | 'json' | 'query']?: string }

/** The refusals whose exception the kind alone does not tell. Add a line where a capability's refusal needs its own. */
export const byCode: Readonly<Record<string, Exact>> = {
  'sigv4.missing': { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken' },
  'sigv4.malformed': { json: 'IncompleteSignatureException', query: 'IncompleteSignature' },
  'sigv4.unsigned_header': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'sigv4.wrong_service': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'sigv4.skew': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'sigv4.body_altered': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'sigv4.mismatch': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  'sigv4.expired_token': { json: 'ExpiredTokenException', query: 'ExpiredToken' },
  'aws.unreadable_body': { json: 'SerializationException' },
  'aws.unknown_operation': { json: 'UnknownOperationException', query: 'InvalidAction' },
  'aws.body_too_large': { json: 'RequestEntityTooLargeException', query: 'RequestEntityTooLarge' },
  'aws.bad_token': { cloudtrail: 'InvalidNextTokenException' },
  'audit.lookup_attributes': { cloudtrail: 'InvalidLookupAttributesException' },
  'audit.time_range': { cloudtrail: 'InvalidTimeRangeException' },
  'policy.malformed_document': {
    query: 'MalformedPolicyDocument',
    organizations: 'MalformedPolicyDocumentException',
  },
  'access.permission_set_exists': { 'sso-admin': 'ConflictException' },
  'cloud.role_protected': { iam: 'UnmodifiableEntity' },
  // AWS's own answers to a write at a reserved name and to one on its own policies are not confirmed.
  'cloud.reserved_name': { iam: 'UnmodifiableEntity' },
  'cloud.policy_read_only': { iam: 'UnmodifiableEntity' },
  'cloud.invalid_policy_arn': { iam: 'InvalidInput' },
  'cloud.invalid_metadata': { iam: 'InvalidInput' },
  'cloud.invalid_tags': { iam: 'InvalidInput' },
  'cloud.invalid_description': { iam: 'ValidationError' },
  'cloud.saml_invalid': { sts: 'InvalidIdentityToken' },
  'cloud.saml_role_attribute': { sts: 'InvalidIdentityToken' },
  'cloud.saml_session_attribute': { sts: 'InvalidIdentityToken' },
  'cloud.saml_expired': { sts: 'ExpiredTokenException' },
  'cloud.saml_replayed': { sts: 'IDPRejectedClaim' },
  'cloud.delete_conflict': { iam: 'DeleteConflict' },
  'cloud.packed_policy_too_large': { sts: 'PackedPolicyTooLarge' },
  'organization.account_missing': { organizations: 'AccountNotFoundException' },
  'organization.parent_missing': { organizations: 'ParentNotFoundException' },
  'organization.source_parent_missing': { organizations: 'SourceParentNotFoundException' },
  'organization.destination_parent_missing': { organizations: 'DestinationParentNotFoundException' },
  'organization.account_already_there': { organizations: 'DuplicateAccountException' },
  'organization.request_missing': { organizations: 'CreateAccountStatusNotFoundException' },
  'organization.child_missing': { organizations: 'ChildNotFoundException' },
  'organization.unit_missing': { organizations: 'OrganizationalUnitNotFoundException' },
  'organization.unit_name_taken': { organizations: 'DuplicateOrganizationalUnitException' },
  'organization.unit_not_empty': { organizations: 'OrganizationalUnitNotEmptyException' },
}

/** What every AWS service may say although no client has a class for it: clients go by the name alone. */
export const unmodelled: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InternalFailure',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'RequestEntityTooLargeException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'UnsupportedOperation',
])

/** JSON services answer 400 to every client error, as recorded answers of AWS show, whatever the schemas say. */
const jsonStatus: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  InternalServerException: 500,
  RequestEntityTooLargeException: 413,
  ServiceException: 500,
}

/** Statuses of IAM and STS (their API references, errors of each operation and common errors); all others are 400. */
const queryStatus: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  ConcurrentModification: 409,
  DeleteConflict: 409,
  EntityAlreadyExists: 409,
  ExpiredToken: 403,
  IDPRejectedClaim: 403,
  InvalidClientTokenId: 403,
  LimitExceeded: 409,
  MissingAuthenticationToken: 403,
  NoSuchEntity: 404,
  RegionDisabledException: 403,
  RequestEntityTooLarge: 413,
  ServiceFailure: 500,
  SignatureDoesNotMatch: 403,
}

export const statusOf = (protocol: 'json' | 'query', name: string): number =>
  (protocol === 'json' ? jsonStatus : queryStatus)[name] ?? 400
