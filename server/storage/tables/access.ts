export interface AccessTables {
  permission_set: {
    permission_set_id: string
    name: string
    description: string | null
    session_duration: string
    relay_state: string | null
    inline_policy: string | null
    /** PermissionsBoundary, JSON. */
    boundary: string | null
    created_at: number
    version: number
  }
  permission_set_policy: {
    permission_set_id: string
    /** The ARN of an AWS managed policy, or `{path}{name}` of a customer managed one, which begins with `/`. */
    policy: string
  }
  assignment: {
    account_id: string
    permission_set_id: string
    principal_type: string
    principal_id: string
    /** `creating` until its role is provisioned, then `active`; `deleting` while its removal is under way. */
    state: string
    created_at: number
  }
  access_request: {
    request_id: string
    kind: string
    status: string
    failure_reason: string | null
    permission_set_id: string
    account_id: string | null
    principal_type: string | null
    principal_id: string | null
    created_at: number
    settled_at: number | null
  }
  /** What a reserved role has to deny: sessions of this name that are older. Gone when none of them can live any more. */
  role_revocation: {
    account_id: string
    permission_set_id: string
    user_id: string
    session_name: string
    issued_before: number
    expires_at: number
    /** Of the provisioning that brings it into the account. */
    request_id: string
  }
  access_tag: {
    /** ARN of a permission set or of the instance. */
    resource: string
    key: string
    value: string
  }
  /** What administrators may call the instance; no row until they do. */
  instance_name: { instance_id: string; name: string }
  assignment_batch: {
    batch_id: string
    action: string
    created_at: number
    created_by: string
    /** Until then somebody works on it; 0 while nobody does. */
    worked_until: number
  }
  assignment_batch_row: {
    batch_id: string
    position: number
    account_id: string
    permission_set_id: string
    principal_type: string
    principal_id: string
    /** `waiting`, `asked`, `unchanged`, `refused` */
    outcome: string
    request_id: string | null
    failure: string | null
  }
}
