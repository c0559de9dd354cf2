export interface AuditTables {
  event: {
    event_id: string
    /** Place in the hash chain; null until the chaining job has numbered it. */
    number: number | null
    hash: string | null
    at: number
    event_name: string
    event_source: string
    read_only: number
    user_name: string | null
    user_id: string | null
    access_key_id: string | null
    source_ip: string
    account_id: string
    refusal_code: string | null
    /** The request id; equals event_id for refusals. */
    reference: string
    /** The CloudTrail record, JSON. */
    record: string
  }
  event_resource: { event_id: string; resource_type: string; resource_name: string; at: number }
}
