export interface OrganizationTables {
  account: {
    account_id: string
    name: string
    email: string
    /** What makes two addresses equal; see `folded` of directory. */
    email_folded: string
    status: string
    joined_method: string
    joined_at: number
    parent_id: string
    /** 1 once the cloud has prepared it. */
    opened: number
  }
  organizational_unit: { unit_id: string; name: string; parent_id: string; created_at: number }
  account_request: {
    request_id: string
    account_name: string
    state: string
    account_id: string | null
    failure: string | null
    requested_at: number
    completed_at: number
  }
}
