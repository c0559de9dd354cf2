import type { Kysely } from 'kysely'
import type { AccessTables } from './tables/access.ts'
import type { AuditTables } from './tables/audit.ts'
import type { CloudTables } from './tables/cloud.ts'
import type { CredentialTables } from './tables/credentials.ts'
import type { DirectoryTables } from './tables/directory.ts'
import type { GroundTables } from './tables/ground.ts'
import type { KeyTables } from './tables/keys.ts'
import type { MailTables } from './tables/mail.ts'
import type { OrganizationTables } from './tables/organization.ts'
import type { ProvisioningTables } from './tables/provisioning.ts'
import type { SessionTables } from './tables/sessions.ts'
import type { SigninTables } from './tables/signin.ts'

/**
 * Every table, as Kysely sees it. Instants are Unix ms, truth values 0 or 1, text holds JSON only where nothing searches
 * in it. A capability's rows are known to its `store.ts` alone.
 */
export interface Tables
  extends GroundTables,
    AuditTables,
    KeyTables,
    MailTables,
    DirectoryTables,
    CredentialTables,
    SessionTables,
    OrganizationTables,
    CloudTables,
    AccessTables,
    ProvisioningTables,
    SigninTables {}

/** The database, or one unit of work in it. */
export type Db = Kysely<Tables>
