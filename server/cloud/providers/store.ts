import { arn } from '#server/formats/aws/index.ts'
import type { Db, Tables } from '#server/storage/tables.ts'
import type { SamlProvider, Tag } from '../types.ts'

export interface ProviderStore {
  find(accountId: string, providerName: string): Promise<SamlProvider | undefined>
  /** At most 100 are in an account, so there are no pages. */
  list(accountId: string): Promise<readonly SamlProvider[]>
  add(provider: Omit<SamlProvider, 'arn'>): Promise<void>
  setMetadata(accountId: string, providerName: string, metadata: string): Promise<void>
  remove(accountId: string, providerName: string): Promise<void>
}

export function providerStore(db: Db): ProviderStore {
  return {
    async find(accountId, providerName) {
      const row = await db
        .selectFrom('cloud_saml_provider')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('provider_name', '=', providerName)
        .executeTakeFirst()
      return row && providerOf(row)
    },
    async list(accountId) {
      const rows = await db
        .selectFrom('cloud_saml_provider')
        .selectAll()
        .where('account_id', '=', accountId)
        .orderBy('provider_name')
        .execute()
      return rows.map(providerOf)
    },
    async add({ accountId, providerName, metadata, tags, createdAt }) {
      const row = {
        account_id: accountId,
        provider_name: providerName,
        metadata,
        tags: JSON.stringify(tags),
        created_at: createdAt,
      }
      await db.insertInto('cloud_saml_provider').values(row).execute()
    },
    async setMetadata(accountId, providerName, metadata) {
      await db
        .updateTable('cloud_saml_provider')
        .set({ metadata })
        .where('account_id', '=', accountId)
        .where('provider_name', '=', providerName)
        .execute()
    },
    async remove(accountId, providerName) {
      await db
        .deleteFrom('cloud_saml_provider')
        .where('account_id', '=', accountId)
        .where('provider_name', '=', providerName)
        .execute()
    },
  }
}

const providerOf = (row: Tables['cloud_saml_provider']): SamlProvider => ({
  arn: arn('samlProvider', { account: row.account_id, providerName: row.provider_name }),
  accountId: row.account_id,
  providerName: row.provider_name,
  metadata: row.metadata,
  tags: JSON.parse(row.tags) as readonly Tag[],
  createdAt: row.created_at,
})
