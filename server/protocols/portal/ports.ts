import type { Entitlements } from '#server/access/index.ts'
import type { Audit } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { IssuesRoleCredentials } from '#server/cloud/index.ts'
import type { Organization } from '#server/organization/index.ts'
import type { OAuthService, SessionService } from '#server/sessions/index.ts'

/** What the doors of this folder need from the rest of the server. */
export interface PortalPorts {
  readonly sessions: SessionService
  readonly oauth: OAuthService
  readonly entitlements: Entitlements
  readonly accounts: Pick<Organization, 'accountsNamed'>
  readonly roles: IssuesRoleCredentials
  readonly audit: Pick<Audit, 'recordRefusal' | 'countAnonymous'>
  readonly instance: Instance
  readonly origin: string
  /** Keys of the instance by purpose: `Sealer.derive`. */
  readonly derive: (purpose: string) => Uint8Array
  readonly clock: Clock
}
