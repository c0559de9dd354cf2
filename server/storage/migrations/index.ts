import type { Kysely } from 'kysely'
import type { Engine } from '../columns.ts'
import * as ground from './0001-ground.ts'
import * as audit from './0002-audit.ts'
import * as directory from './0003-directory.ts'
import * as credentials from './0004-credentials.ts'
import * as organization from './0005-organization.ts'
import * as cloud from './0006-cloud.ts'
import * as access from './0007-access.ts'
import * as provisioning from './0008-provisioning.ts'
import * as sessions from './0009-sessions.ts'
import * as signin from './0010-signin.ts'
import * as keys from './0011-keys.ts'
import * as search from './0012-search.ts'
import * as batches from './0013-assignment-batches.ts'
import * as sessionSettings from './0014-session-settings.ts'
import * as requestsOfRoles from './0015-requests-of-roles.ts'
import * as mail from './0016-mail.ts'
import * as mfa from './0017-mfa.ts'
import * as passwordSettings from './0018-password-settings.ts'
import * as roleSessions from './0019-role-sessions.ts'

interface NumberedMigration {
  readonly up: (db: Kysely<unknown>, engine: Engine) => Promise<void>
}

/** In order. A migration that has landed is never edited: `frozen.json` holds the hashes, and a test compares. */
export const migrations: Readonly<Record<string, NumberedMigration>> = {
  '0001-ground': ground,
  '0002-audit': audit,
  '0003-directory': directory,
  '0004-credentials': credentials,
  '0005-organization': organization,
  '0006-cloud': cloud,
  '0007-access': access,
  '0008-provisioning': provisioning,
  '0009-sessions': sessions,
  '0010-signin': signin,
  '0011-keys': keys,
  '0012-search': search,
  '0013-assignment-batches': batches,
  '0014-session-settings': sessionSettings,
  '0015-requests-of-roles': requestsOfRoles,
  '0016-mail': mail,
  '0017-mfa': mfa,
  '0018-password-settings': passwordSettings,
  '0019-role-sessions': roleSessions,
}
