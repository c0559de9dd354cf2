import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const portalRefusals = {
  'portal.parameter': {
    kind: 'invalid',
    title: 'A parameter is missing or not valid',
    toUser: 'The program that asks sent an incomplete request.',
    cause: 'The operation needs the parameter that is named, in the form that is expected.',
    fix: 'Send the parameter as the AWS SDKs do.',
    actor: 'caller',
  },
  'portal.body': {
    kind: 'invalid',
    title: 'The body is not a JSON object',
    toUser: 'The program that asks sent a request that cannot be read.',
    cause: 'This door reads JSON objects with the members of the AWS service model (camelCase), not OAuth forms.',
    fix: 'Send Content-Type: application/json and a JSON object.',
    actor: 'caller',
  },
  'portal.start_url': {
    kind: 'invalid',
    title: 'The start URL is not one of this portal',
    toUser: 'The start URL in the configuration of the program is not the one of this portal.',
    cause: 'sso_start_url (or the issuer URL) names another instance, or is misspelt.',
    fix: 'Set sso_start_url to one of the accepted URLs.',
    actor: 'user',
  },
  'portal.token_with_iam': {
    kind: 'unsupported',
    title: 'CreateTokenWithIAM is not supported',
    toUser: 'The program asks for something that this portal does not offer.',
    cause: 'Tokens for applications with IAM authentication (aws_iam=t) are not issued by this version.',
    fix: 'Use CreateToken, which is what aws sso login and the SDKs use.',
    actor: 'caller',
  },
  'portal.not_as_self': {
    kind: 'denied',
    title: 'The request does not say in whose name it acts',
    toUser: 'This request did not come from the portal itself, so nothing was done.',
    cause: 'Calls with the session cookie carry the header x-portico-as: self here.',
    fix: 'Send the header, or use an access token in x-amz-sso_bearer_token.',
    actor: 'caller',
  },
  'portal.account_not_assigned': {
    kind: 'denied',
    title: 'Nothing in this account is assigned to you',
    toUser: 'You have no access to this account.',
    cause: 'No permission set is assigned to the person, directly or through a group, in this account.',
    fix: 'Ask an administrator for an assignment in the account, or check the account id.',
    actor: 'administrator',
  },
  'portal.client_rejected': {
    kind: 'invalid',
    title: 'The program cannot ask for access like this',
    toUser: 'The address that opened this page is incomplete, or was changed. Start the sign-in of the program again.',
    cause:
      'The client id or the redirect URI in the address of /authorize is missing, or the redirect URI is not registered for the client. The answer cannot be sent anywhere safe, so it is shown here.',
    fix: 'Start the sign-in again: aws sso login. A program must use a redirect URI that it registered; only the port may differ.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(portalRefusals)
