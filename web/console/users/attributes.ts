/** The attributes of a user that the console edits, as DescribeUser shows and CreateUser and UpdateUser take them. Pure. */

export interface User {
  readonly UserId: string
  readonly UserName: string
  readonly DisplayName?: string
  readonly UserStatus?: 'ENABLED' | 'DISABLED'
  /** Unix seconds, as the other instants of the AWS APIs. */
  readonly CreatedAt?: number
  readonly CreatedBy?: string
  readonly UpdatedAt?: number
  readonly UpdatedBy?: string
  readonly ExternalIds?: readonly { readonly Issuer: string; readonly Id: string }[]
  readonly Extensions?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

/** DescribeUser leaves it out unless it is asked for. */
export const ENTERPRISE = 'aws:identitystore:enterprise'

/** What a form holds: text by path. Of attributes that are lists it holds what is in the first item. */
export type Fields = Readonly<Record<string, string>>

export interface Field {
  /** Below an attribute: `name.givenName`, `emails.value`. */
  readonly path: string
  readonly label: string
  readonly required?: true
  readonly hint?: string
}

export interface FieldGroup {
  readonly title: string
  readonly fields: readonly Field[]
}

const field = (path: string, label: string, hint?: string): Field => ({ path, label, ...(hint ? { hint } : {}) })

export const mainFields: readonly Field[] = [
  {
    path: 'userName',
    label: 'User name',
    required: true,
    hint: 'What the person signs in with, in any case; it also names their sessions in accounts. No spaces.',
  },
  field('emails.value', 'E-mail address'),
  { path: 'name.givenName', label: 'Given name', required: true },
  { path: 'name.familyName', label: 'Family name', required: true },
  { path: 'displayName', label: 'Display name', required: true, hint: 'How the person is shown in lists.' },
]

export const furtherGroups: readonly FieldGroup[] = [
  {
    title: 'Job',
    fields: [
      field('title', 'Title'),
      field('userType', 'User type', 'Such as Employee or Contractor.'),
      field(`${ENTERPRISE}.employeeNumber`, 'Employee number'),
      field(`${ENTERPRISE}.costCenter`, 'Cost center'),
      field(`${ENTERPRISE}.organization`, 'Organization'),
      field(`${ENTERPRISE}.division`, 'Division'),
      field(`${ENTERPRISE}.department`, 'Department'),
      field(`${ENTERPRISE}.manager.value`, 'Manager', 'The user id of the manager, or another name for them.'),
      field('roles.value', 'Role'),
    ],
  },
  {
    title: 'Contact',
    fields: [
      field('phoneNumbers.value', 'Phone number'),
      field('website', 'Website'),
      field('profileUrl', 'Profile URL'),
      field('photos.value', 'Photo URL'),
    ],
  },
  {
    title: 'Address',
    fields: [
      field('addresses.streetAddress', 'Street'),
      field('addresses.locality', 'City'),
      field('addresses.region', 'Region'),
      field('addresses.postalCode', 'Postal code'),
      field('addresses.country', 'Country'),
      field('addresses.formatted', 'Whole address'),
    ],
  },
  {
    title: 'Names and preferences',
    fields: [
      field('name.middleName', 'Middle name'),
      field('name.honorificPrefix', 'Honorific prefix'),
      field('name.honorificSuffix', 'Honorific suffix'),
      field('name.formatted', 'Whole name'),
      field('nickName', 'Nick name'),
      field('preferredLanguage', 'Preferred language', 'Such as en-GB.'),
      field('locale', 'Locale', 'Such as en-GB.'),
      field('timezone', 'Time zone', 'Such as Europe/Berlin.'),
      field('birthdate', 'Date of birth', 'As YYYY-MM-DD.'),
    ],
  },
]

const allPaths = [...mainFields, ...furtherGroups.flatMap(({ fields }) => fields)].map(({ path }) => path)

/** Attributes that are lists; all but photos have one item at most. */
const lists = new Set(['emails', 'phoneNumbers', 'addresses', 'roles', 'photos'])
/** An item's type and whether it is the primary one say nothing alone, nor does what is displayed in place of no value. */
const isSaid = (list: string, { type: _, primary: __, ...item }: Document): boolean =>
  list === 'addresses' ? Object.values(item).some(value => value !== undefined) : item.value !== undefined

type Document = Readonly<Record<string, unknown>>

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `aws:identitystore:enterprise.manager.value` has two dots: its colons are part of the first name. */
const partsOf = (path: string): readonly string[] => path.split('.')

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** With every member renamed, all the way down. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map(item => renamed(item, rename))
  if (!isDocument(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]))
}

/** A user by the names of attribute paths. */
const documentOf = ({ Extensions, ...members }: User): Document => ({
  ...(renamed(members, small) as Document),
  ...Extensions,
})

function textAt(value: unknown, [first, ...rest]: readonly string[]): string {
  if (Array.isArray(value)) return textAt(value[0], [first ?? '', ...rest])
  if (first === undefined) return typeof value === 'string' ? value : ''
  return isDocument(value) ? textAt(value[first], rest) : ''
}

export function fieldsOf(user: User): Fields {
  const document = documentOf(user)
  return Object.fromEntries(allPaths.map(path => [path, textAt(document, partsOf(path))]))
}

/** A copy with the text at the place; an empty text removes it. */
function put(document: Document, [first = '', ...rest]: readonly string[], text: string): Document {
  const inner = document[first]
  const value = rest.length > 0 ? put(isDocument(inner) ? inner : {}, rest, text) : text || undefined
  return { ...document, [first]: value }
}

/** The input of CreateUser: what was filled in, and nothing else. */
export function newUser(fields: Fields): Record<string, unknown> {
  const given = Object.entries(fields).filter(([, text]) => text.trim() !== '')
  const document = given.reduce<Document>((made, [path, text]) => put(made, partsOf(path), text.trim()), {})
  const { [ENTERPRISE]: enterprise, ...attributes } = document
  const members = Object.entries(attributes).map(([name, value]) => [
    name,
    lists.has(name) ? [firstItem(value as Document)] : value,
  ])
  return {
    ...(renamed(Object.fromEntries(members), capital) as Record<string, unknown>),
    ...(enterprise === undefined ? {} : { Extensions: { [ENTERPRISE]: enterprise } }),
  }
}

const firstItem = (item: Document): Document => ({ type: 'work', primary: true, ...item })

interface Operation {
  readonly AttributePath: string
  readonly AttributeValue?: unknown
}

type Text = readonly [path: string, text: string]

/** The operations of UpdateUser that make the user what the form says. An empty text takes the attribute away. */
export function changesOf(user: User, fields: Fields): readonly Operation[] {
  const before = fieldsOf(user)
  const changed = Object.entries(fields).flatMap(([path, text]): Text[] => {
    const wanted = text.trim()
    return wanted === (before[path] ?? '') ? [] : [[path, wanted]]
  })
  const ofList = Map.groupBy(changed, ([path]) => (lists.has(partsOf(path)[0] ?? '') ? partsOf(path)[0] : undefined))
  const plain = (ofList.get(undefined) ?? []).map(([path, text]) => operation(path, text || undefined))
  const document = documentOf(user)
  const whole = [...ofList].flatMap(([list, texts]) =>
    list === undefined ? [] : [operation(list, listWith(list, document[list], texts))],
  )
  return [...plain, ...whole]
}

const operation = (AttributePath: string, AttributeValue: unknown): Operation =>
  AttributeValue === undefined ? { AttributePath } : { AttributePath, AttributeValue }

/** A list is replaced whole, so the rest of it is sent along; undefined where nothing of it is left. */
function listWith(list: string, now: unknown, texts: readonly Text[]): readonly Document[] | undefined {
  const [first, ...others] = (Array.isArray(now) ? now : []) as readonly Document[]
  const item = texts.reduce<Document>((made, [path, text]) => put(made, partsOf(path).slice(1), text), first ?? {})
  const said = isSaid(list, item) ? [first === undefined ? firstItem(item) : withoutNothing(item)] : []
  const whole = [...said, ...others]
  return whole.length === 0 ? undefined : whole
}

const withoutNothing = (item: Document): Document =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))

/** What is still missing, in words. */
export function missing(fields: Fields): string | undefined {
  const empty = mainFields.filter(({ path, required }) => required && (fields[path] ?? '').trim() === '')
  if (empty.length > 0) return `Still missing: ${empty.map(({ label }) => label.toLowerCase()).join(', ')}`
  return /\s/.test((fields.userName ?? '').trim()) ? 'The user name has a space' : undefined
}

/** The display name follows given and family name until it is written by hand. */
export function withDisplayName(before: Fields, after: Fields): Fields {
  const suggested = (of: Fields) => [of['name.givenName'], of['name.familyName']].filter(Boolean).join(' ')
  const isOwn = (before.displayName ?? '') !== suggested(before) || after.displayName !== before.displayName
  return isOwn ? after : { ...after, displayName: suggested(after) }
}
