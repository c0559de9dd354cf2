/**
 * Users, groups and memberships: the identity store.
 *
 * - `service.ts`: what may be changed and what follows from it; one unit of work and one event per change
 * - `attributes.ts`: the attributes that users and groups have and the rules of their values, whichever door they come
 *   through; `update.ts`: UpdateUser and UpdateGroup by attribute path
 * - `fold.ts`: when two names are the same name
 * - `store.ts`: tables directory_user, directory_group, membership, external_id, tombstone; `search-store.ts`: lists for
 *   people who look for somebody, by the words that `words.ts` makes and `words-store.ts` keeps in search_word
 * - `routes.ts`: these lists and the status of a user in `/api/v1`
 *
 * Ids are never used again: a deleted user or group leaves a tombstone, so that deleting it again is no error and what
 * still points at it can be explained. Passwords and sessions belong to the folders on the right, which fill the ports
 * `ForgetsCredentials` and `EndsSessions`; assignments of a deleted principal stay until `access/` removes them.
 * The doors are `protocols/aws/operations/identitystore.ts` and SCIM.
 */
export { type Attributes, ENTERPRISE, groupFrom, userFrom } from './attributes.ts'
export { primaryEmail } from './email.ts'
export { folded, nameKey } from './fold.ts'
export { directoryRefusals, refuse as refuseDirectory } from './refusals.ts'
export { searchStore } from './search-store.ts'
export { type DirectoryNeeds, type DirectoryUnit, directory } from './service.ts'
export { directoryStore } from './store.ts'
export type * from './types.ts'
export { type AttributeOperation, groupChange, userChange } from './update.ts'
export { searchTerms } from './words.ts'
export { principalsWith } from './words-store.ts'
