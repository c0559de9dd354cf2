/** The filters of the event history, as they stand in the address and as the server takes them. */

/** Every property that the server filters by; all that are given hold, so each is given once. */
export const properties = [
  { key: 'eventName', label: 'Event name', plural: 'Event names' },
  { key: 'eventSource', label: 'Event source', plural: 'Event sources' },
  { key: 'userName', label: 'User name', plural: 'User names' },
  { key: 'userId', label: 'User id', plural: 'User ids' },
  { key: 'resourceName', label: 'Resource name', plural: 'Resource names' },
  { key: 'sourceIp', label: 'Source IP', plural: 'Source IPs' },
  { key: 'refused', label: 'Refused', plural: 'Refused' },
  { key: 'refusalCode', label: 'Refusal code', plural: 'Refusal codes' },
  { key: 'reference', label: 'Reference', plural: 'References' },
  { key: 'eventId', label: 'Event id', plural: 'Event ids' },
  { key: 'accountId', label: 'Account id', plural: 'Account ids' },
  { key: 'readOnly', label: 'Read-only', plural: 'Read-only' },
] as const

export type Property = (typeof properties)[number]['key']
export type Filters = Readonly<Partial<Record<Property, string>>>

const isTruth = (key: Property): boolean => key === 'refused' || key === 'readOnly'

/** The filters that an address names; what no filter understands is left out. */
export function filtersFrom(query: URLSearchParams): Filters {
  const given = properties.flatMap(({ key }) => {
    const value = query.get(key)?.trim()
    if (!value || (isTruth(key) && value !== 'true' && value !== 'false')) return []
    return [[key, value]]
  })
  return Object.fromEntries(given)
}

interface Token {
  readonly propertyKey?: string
  readonly value?: unknown
}

export const tokensOf = (filters: Filters) =>
  properties.flatMap(({ key }) => {
    const value = filters[key]
    return value === undefined ? [] : [{ propertyKey: key, operator: '=', value }]
  })

/** A property that is given anew takes the place of what it was; every other member of the address that filters goes. */
export function changesOf(tokens: readonly Token[]): Readonly<Record<Property, string | undefined>> {
  const given = new Map(tokens.map(({ propertyKey, value }) => [propertyKey, String(value ?? '')]))
  return Object.fromEntries(properties.map(({ key }) => [key, given.get(key)])) as Record<Property, string | undefined>
}
