export interface ProvisioningTables {
  /** Roles that wait to be made equal to what is wanted: one row for each, however many requests wait for it. */
  provisioning_work: {
    account_id: string
    permission_set_id: string
    /** Known here so that the role can be removed when its permission set is gone. */
    role_name: string
    /** Grows with every request that joins; a worker ends only what it has seen. */
    generation: number
    /** The request that caused it last; for the events. */
    request_id: string
    due_at: number
    attempts: number
    owner: string | null
    /** 0 while nobody works on it. */
    leased_until: number
  }
  /** What a request waits for. */
  provisioning_part: { account_id: string; permission_set_id: string; request_id: string; generation: number }
  /** Roles that are. */
  provisioned_role: {
    account_id: string
    permission_set_id: string
    /** The version of the permission set that the role realises. */
    applied_version: number
    applied_at: number
    /** Why a later attempt failed; null after one that succeeded. */
    last_error: string | null
  }
}
