/** A group as DescribeGroup shows it and UpdateGroup takes its changes. Pure. */
export interface Group {
  readonly GroupId: string
  readonly DisplayName: string
  readonly Description?: string
  readonly ExternalIds?: readonly { readonly Issuer: string; readonly Id: string }[]
  /** Unix seconds. */
  readonly CreatedAt?: number
  readonly UpdatedAt?: number
}

export interface GroupText {
  readonly displayName: string
  readonly description: string
}

export const textOf = ({ DisplayName, Description = '' }: Group): GroupText => ({
  displayName: DisplayName,
  description: Description,
})

/** The input of CreateGroup without the identity store. */
export function newGroup({ displayName, description }: GroupText): Record<string, string> {
  const about = description.trim()
  return { DisplayName: displayName.trim(), ...(about === '' ? {} : { Description: about }) }
}

/** The operations of UpdateGroup; an empty description takes it away. */
export const changesOf = (group: Group, wanted: GroupText) =>
  (['displayName', 'description'] as const).flatMap(path => {
    const value = wanted[path].trim()
    if (value === textOf(group)[path]) return []
    return [value === '' ? { AttributePath: path } : { AttributePath: path, AttributeValue: value }]
  })

export const missing = ({ displayName }: GroupText): string | undefined =>
  displayName.trim() === '' ? 'Still missing: name' : undefined
