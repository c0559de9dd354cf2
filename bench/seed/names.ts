/** Names of a company of any size: the n-th is always the same, and no two are equal. */

const given = [
  ...['Ada', 'Amir', 'Anna', 'Bao', 'Beatriz', 'Boris', 'Carla', 'Chen', 'Dana', 'Diego', 'Elena', 'Emil', 'Fatima'],
  ...['Felix', 'Gita', 'Hannah', 'Hugo', 'Ines', 'Ivan', 'Jana', 'Jonas', 'Kaori', 'Kofi', 'Lars', 'Lena', 'Luca'],
  ...['Maja', 'Malik', 'Mei', 'Mira', 'Nadia', 'Nils', 'Olga', 'Omar', 'Paula', 'Pedro', 'Quentin', 'Rania', 'Ravi'],
  ...['Rosa', 'Samir', 'Sofia', 'Tara', 'Tomas', 'Uma', 'Viktor', 'Wanda', 'Yara', 'Yusuf', 'Zoe'],
]
const family = [
  ...['Abe', 'Andersen', 'Bauer', 'Berg', 'Bianchi', 'Castro', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia'],
  ...['Haddad', 'Hoffmann', 'Ito', 'Jansen', 'Kaya', 'Keller', 'Kim', 'Kowalski', 'Larsen', 'Lopez', 'Lovelace'],
  ...['Mensah', 'Moretti', 'Nagy', 'Novak', 'Okafor', 'Patel', 'Petrov', 'Popescu', 'Ramos', 'Rossi', 'Sato'],
  ...['Schmidt', 'Silva', 'Singh', 'Tanaka', 'Torres', 'Vogel', 'Weber', 'Yilmaz', 'Zhang'],
]
const areas = [
  'Platform',
  'Payments',
  'Search',
  'Data',
  'Mobile',
  'Security',
  'Finance',
  'Support',
  'Logistics',
  'Research',
]
const kinds = ['developers', 'operators', 'analysts', 'leads', 'on-call', 'auditors', 'contractors', 'reviewers']
const places = ['Berlin', 'Lisbon', 'Nairobi', 'Osaka', 'Oslo', 'Quito', 'Toronto', 'Warsaw']
const stages = ['production', 'staging', 'development', 'sandbox', 'backup']

/** The place-th value of a list that is repeated without end; `every` values share one. */
const at = (list: readonly string[], place: number, every = 1): string =>
  list[Math.floor(place / every) % list.length] ?? ''

export function person(number: number) {
  const givenName = at(given, number)
  const familyName = at(family, number, given.length)
  const userName = `${givenName}.${familyName}.${number}`.toLowerCase()
  return {
    userName,
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    email: `${userName}@example.org`,
  }
}

export const groupName = (number: number): string =>
  `${at(areas, number)} ${at(kinds, number, areas.length)} ${at(places, number, areas.length * kinds.length)} ${number}`

export const accountName = (number: number): string =>
  `${at(areas, number)} ${at(stages, number, areas.length)} ${number}`

export const unitNames: readonly string[] = areas

export const unitOf = (account: number): string => at(areas, account)

export const permissionSetName = (number: number): string =>
  `${at(areas, number)}${['Administrator', 'Developer', 'Reader', 'Billing'][Math.floor(number / areas.length) % 4]}${number}`
