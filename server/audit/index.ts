/**
 * Events: one CloudTrail-shaped record for every change, every sign-in step and every refusal.
 *
 * A change writes its event through `EventWriter.record` in its own unit of work; a refusal's event is written after the
 * rollback by `Audit.recordRefusal`, with the request id as its event id. Events are append-only. A job numbers them and
 * chains their hashes in batches (each hash covers the record and the hash before), so no write waits for the chain;
 * `verifyChain` follows it. Searching is `find`; the CloudTrail door and the console stand on it.
 * What an event means is decided where it is written; this folder knows only its shape.
 */
export { auditRefusals, refuse as refuseLookup } from './refusals.ts'
export { auditLog } from './service.ts'
export { type EventStore, eventStore } from './store.ts'
export type {
  Audit,
  Author,
  ChainReport,
  EventDetails,
  EventQuery,
  EventResource,
  EventWriter,
  RefusedQuery,
  RefusedUser,
  StoredEvent,
} from './types.ts'
