export interface DirectoryTables {
  directory_user: {
    user_id: string
    user_name: string
    /** Folded; unique. */
    name_key: string
    display_name: string | null
    /** Folded primary email address; unique where there is one. */
    email_key: string | null
    status: 'ENABLED' | 'DISABLED'
    /** `{ name, emails, attributes }`, JSON. */
    details: string
    created_at: number
    created_by: string
    updated_at: number
    updated_by: string
  }
  directory_group: {
    group_id: string
    display_name: string
    /** Folded; unique. */
    name_key: string
    description: string | null
    created_at: number
    created_by: string
    updated_at: number
    updated_by: string
  }
  membership: {
    membership_id: string
    group_id: string
    user_id: string
    created_at: number
    created_by: string
    updated_at: number
    updated_by: string
  }
  /** Beginnings of these words find a user or group. */
  search_word: { principal_type: 'USER' | 'GROUP'; word: string; principal_id: string }
  external_id: { issuer: string; id: string; principal_type: 'USER' | 'GROUP'; principal_id: string }
  /** What was deleted. */
  tombstone: {
    id: string
    type: 'USER' | 'GROUP' | 'MEMBERSHIP'
    /** The last user name or display name; the group of a membership. */
    name: string
    /** JSON list. */
    external_ids: string
    deleted_at: number
    deleted_by: string
  }
}
