export interface GroundTables {
  instance: {
    instance_id: string
    identity_store_id: string
    region: string
    organization_id: string
    root_id: string
    management_account_id: string
    created_at: number
    /** Opens only under the right master key. */
    key_check: string
  }
  lease: { name: string; owner: string; expires_at: number }
}
