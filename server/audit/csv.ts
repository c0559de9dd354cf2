import type { StoredEvent } from './types.ts'

/** Events as a table (RFC 4180), for spreadsheets; the whole record stands in the last column. */

const columns: readonly (readonly [name: string, value: (event: StoredEvent) => string])[] = [
  ['eventTime', ({ at }) => new Date(at).toISOString()],
  ['eventName', ({ eventName }) => eventName],
  ['eventSource', ({ eventSource }) => eventSource],
  ['userName', ({ userName = '' }) => userName],
  ['sourceIPAddress', ({ sourceIp }) => sourceIp],
  ['accountId', ({ accountId }) => accountId],
  ['readOnly', ({ readOnly }) => String(readOnly)],
  ['refusalCode', ({ refusalCode = '' }) => refusalCode],
  ['resources', ({ resources }) => resources.map(({ name }) => name).join(' ')],
  ['eventID', ({ eventId }) => eventId],
  ['requestID', ({ reference }) => reference],
  ['record', ({ record }) => record],
]

const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

/** Spreadsheets run what begins like a formula; an apostrophe before it makes it text (OWASP, CSV injection). */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export const csvHeader = line(columns.map(([name]) => name))
export const csvLine = (event: StoredEvent): string => line(columns.map(([, value]) => value(event)))
