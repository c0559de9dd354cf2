import { type RefusalTable, refuser } from '#server/base/refusal.ts'

/** What an unauthenticated caller of an AWS door may read, whatever exactly failed. */
const UNPROVEN = 'The request could not be matched with valid credentials.'
const UNREADABLE = 'The request could not be read.'

export const awsFormatRefusals = {
  'sigv4.missing': {
    kind: 'unauthenticated',
    title: 'The request is not signed',
    toUser: UNPROVEN,
    cause: 'The request has neither an Authorization header nor a signature in its query.',
    fix: 'Give the client credentials: run `aws sso login` for the profile, or set an access key.',
    actor: 'caller',
  },
  'sigv4.malformed': {
    kind: 'unauthenticated',
    title: 'The signature is malformed',
    toUser: UNPROVEN,
    cause:
      'The Authorization header, or one of the headers that a signature needs, does not have the form of Signature Version 4.',
    fix: 'Sign with an AWS SDK or CLI. A proxy in front of this server must leave the Authorization and X-Amz headers as they are.',
    actor: 'caller',
  },
  'sigv4.unsigned_header': {
    kind: 'unauthenticated',
    title: 'A header that must be signed is not',
    toUser: UNPROVEN,
    cause:
      'Host and every X-Amz header must be among the SignedHeaders, otherwise someone on the way could change them.',
    fix: 'Add the header to the signed ones. Where a proxy adds X-Amz headers of its own, configure it not to.',
    actor: 'caller',
  },
  'sigv4.wrong_service': {
    kind: 'unauthenticated',
    title: 'The signature is made for another service',
    toUser: UNPROVEN,
    cause:
      'The credential scope names another service than the operation belongs to, so a signature captured there would work here.',
    fix: 'Sign with the signing name of the service that is called (sso-admin signs as `sso`).',
    actor: 'caller',
  },
  'sigv4.skew': {
    kind: 'unauthenticated',
    title: 'The clock of the caller is wrong',
    toUser: UNPROVEN,
    cause:
      'The date of the signature is more than five minutes away from the time of this server, or outside the life of a presigned request.',
    fix: 'Set the clock of the calling machine (NTP), or of this server if it is the one that is wrong; then sign again.',
    actor: 'caller',
  },
  'sigv4.body_altered': {
    kind: 'unauthenticated',
    title: 'The body is not the one that was signed',
    toUser: UNPROVEN,
    cause:
      'The SHA-256 of the received body differs from x-amz-content-sha256, or the body was left out of the signature (UNSIGNED-PAYLOAD).',
    fix: 'Sign the body that is sent. A proxy on the way must not rewrite or recompress bodies.',
    actor: 'caller',
  },
  'sigv4.mismatch': {
    kind: 'unauthenticated',
    title: 'The signature does not match',
    toUser: UNPROVEN,
    cause:
      'The signature computed from the received request and the secret key differs from the one sent: another secret key was used, or something on the way changed the request. The Host header is signed with its port.',
    fix: 'Check the secret access key; check that a proxy in front of this server passes Host, path and body unchanged.',
    actor: 'caller',
  },
  'sigv4.unknown_key': {
    kind: 'unauthenticated',
    title: 'The access key is unknown',
    toUser: UNPROVEN,
    cause: 'No access key with this id exists, it was made inactive, or the session token does not belong to it.',
    fix: 'Use credentials that this instance issued: credentials of another cloud do not work here. Renew them with `aws sso login`.',
    actor: 'caller',
  },
  'sigv4.expired_token': {
    kind: 'unauthenticated',
    title: 'The temporary credentials have expired',
    toUser: 'The credentials have expired.',
    cause: 'The session that the token stands for has ended.',
    fix: 'Get new credentials: `aws sso login`, or the access portal.',
    actor: 'caller',
  },
  'aws.unreadable_body': {
    kind: 'invalid',
    title: 'The body cannot be read',
    toUser: UNREADABLE,
    cause:
      'The body is not a JSON object or form in UTF-8, or one of its members has another type than the operation defines.',
    fix: 'Send the body as the official API reference of the operation describes it.',
    actor: 'caller',
  },
  'aws.invalid_input': {
    kind: 'invalid',
    title: 'A parameter does not meet its constraint',
    toUser: 'A parameter of the request is missing or not allowed.',
    cause: 'The named members are missing or break the constraints that AWS documents for them.',
    fix: 'Correct the named members and call again.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(awsFormatRefusals)
