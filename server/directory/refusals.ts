import { type RefusalTable, refuser } from '#server/base/refusal.ts'

const NOT_THERE = 'The object does not exist.'
const TAKEN = 'Another object has this name already.'
const NOT_ALLOWED = 'One of the values is missing or not allowed.'

export const directoryRefusals = {
  'identity_store.not_found': {
    kind: 'missing',
    title: 'This instance has another identity store',
    toUser: NOT_THERE,
    cause: 'The IdentityStoreId of the request is not the one of this instance.',
    fix: 'Ask ListInstances for the IdentityStoreId, and check that the client is pointed at the right instance.',
    actor: 'caller',
  },
  'user.not_found': {
    kind: 'missing',
    title: 'There is no such user',
    toUser: NOT_THERE,
    cause:
      'No user has this id or attribute. Ids are never used again: a user who was deleted and comes back has a new one.',
    fix: 'Check the name or id; ListUsers shows those that are. A tool that remembers an old id must look it up again (GetUserId).',
    actor: 'caller',
  },
  'user.name_taken': {
    kind: 'conflict',
    title: 'The user name is taken',
    toUser: TAKEN,
    cause: 'User names are unique in the identity store, whatever their case and Unicode form.',
    fix: 'Choose another user name, or update the user who has it.',
    actor: 'caller',
  },
  'user.email_taken': {
    kind: 'conflict',
    title: 'The email address is taken',
    toUser: 'Another user has this email address already.',
    cause: 'Primary email addresses are unique in the identity store, whatever their case.',
    fix: 'Choose another address, or take it from the user who has it first.',
    actor: 'caller',
  },
  'group.not_found': {
    kind: 'missing',
    title: 'There is no such group',
    toUser: NOT_THERE,
    cause:
      'No group has this id or attribute. Ids are never used again: a group that was deleted and comes back has a new one.',
    fix: 'Look the id up by display name (GetGroupId), and refresh the state of the tool that still has the old one.',
    actor: 'caller',
  },
  'group.name_taken': {
    kind: 'conflict',
    title: 'The display name is taken by another group',
    toUser: TAKEN,
    cause: 'Display names of groups are unique in the identity store, whatever their case and Unicode form.',
    fix: 'Choose another display name, or update the group that has it.',
    actor: 'caller',
  },
  'membership.not_found': {
    kind: 'missing',
    title: 'There is no such membership',
    toUser: NOT_THERE,
    cause: 'No membership has this id, or the user is not a member of the group.',
    fix: 'List the memberships of the group; a membership ends with its user and its group.',
    actor: 'caller',
  },
  'membership.exists': {
    kind: 'conflict',
    title: 'The user is a member of the group already',
    toUser: 'The user is a member of the group already.',
    cause: 'A user is a member of a group once.',
    fix: 'Nothing needs to be done; GetGroupMembershipId tells the id of the membership.',
    actor: 'caller',
  },
  'directory.external_id_taken': {
    kind: 'conflict',
    title: 'The external id belongs to another object',
    toUser: 'Another object has this external id already.',
    cause: 'An issuer and id together name one user or group.',
    fix: 'Check in the identity provider why it sends one id for two objects.',
    actor: 'idp-administrator',
  },
  'directory.attribute_required': {
    kind: 'invalid',
    title: 'A required attribute is missing',
    toUser: NOT_ALLOWED,
    cause: 'Users need userName, displayName, name.givenName and name.familyName; groups need displayName.',
    fix: 'Give the named attributes a value. They can be changed but not cleared.',
    actor: 'caller',
  },
  'directory.attribute_invalid': {
    kind: 'invalid',
    title: 'The value of an attribute is not allowed',
    toUser: NOT_ALLOWED,
    cause: 'The named attributes have a value of the wrong type, length or character set.',
    fix: 'Correct the named attributes. A value is cleared with null, never with an empty string or list.',
    actor: 'caller',
  },
  'directory.attribute_unknown': {
    kind: 'invalid',
    title: 'There is no such attribute',
    toUser: NOT_ALLOWED,
    cause: 'The path names no attribute that can be changed. Lists (emails, addresses, …) are replaced whole.',
    fix: 'Use a path of the identity store API, such as name.givenName or emails.',
    actor: 'caller',
  },
  'directory.attribute_not_unique': {
    kind: 'invalid',
    title: 'Objects cannot be found by this attribute',
    toUser: NOT_ALLOWED,
    cause: 'Users are found by userName, emails.value or external id, groups by displayName or external id.',
    fix: 'Look up by one of these.',
    actor: 'caller',
  },
  'directory.name_reserved': {
    kind: 'invalid',
    title: 'The name is reserved',
    toUser: 'This name is reserved. Please choose another one.',
    cause: 'Administrator and AWSAdministrators may be the name of no user and no group.',
    fix: 'Choose another name.',
    actor: 'caller',
  },
} as const satisfies RefusalTable

export const refuse = refuser(directoryRefusals)
