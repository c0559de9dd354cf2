import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const storageRefusals = {
  'storage.nul_character': {
    kind: 'invalid',
    title: 'A value holds the character U+0000',
    toUser: 'One of the values holds a character that cannot be stored.',
    cause: 'PostgreSQL cannot store U+0000 in text, so Portico refuses it on every engine.',
    fix: 'Send the value without the NUL character.',
    actor: 'caller',
  },
  'storage.busy': {
    kind: 'throttled',
    title: 'The database is too busy for this change',
    toUser: 'The service is busy. Please try again in a moment.',
    cause: 'Other changes of the same objects went first each time the change was tried.',
    fix: 'Try again; AWS clients do so by themselves.',
    actor: 'caller',
  },
  'storage.unreachable': {
    kind: 'unavailable',
    title: 'The database does not let Portico in',
    toUser: 'The server could not start.',
    cause: 'Nothing answers at the address of PORTICO_DATABASE, or it knows no such database, user or password.',
    fix: 'Start PostgreSQL, create the database and its user, and check PORTICO_DATABASE: postgres://USER:PASSWORD@HOST:PORT/NAME',
    actor: 'operator',
  },
  'storage.another_server': {
    kind: 'conflict',
    title: 'Another Portico server is running on this data directory',
    toUser: 'The server could not start.',
    cause: 'A SQLite store serves one server. The operating-system lock beside the store is held by another process.',
    fix: 'Stop the other server, or give this one another PORTICO_DATA, or use PostgreSQL for several servers.',
    actor: 'operator',
  },
  'storage.wrong_master_key': {
    kind: 'denied',
    title: 'The master key does not fit this store',
    toUser: 'The server could not start.',
    cause: 'The check value that was sealed when the store was made does not open with this key.',
    fix: 'Give PORTICO_MASTER_KEY (or the master.key file in the data directory) the key that the store was made with.',
    actor: 'operator',
  },
  'storage.sealed_value': {
    kind: 'denied',
    title: 'A sealed value does not open',
    toUser: 'A stored secret could not be read.',
    cause: 'The value was altered, or moved from another row, or sealed under another master key.',
    fix: 'Restore the row from a backup made with the same master key.',
    actor: 'operator',
  },
} as const satisfies RefusalTable

export const refuse = refuser(storageRefusals)
