import { type RawBuilder, sql } from 'kysely'

export type Engine = 'sqlite' | 'postgres'

/**
 * Column types by engine. Text compares by bytes on both (`COLLATE "C"`), so that order and equality are the same;
 * folding for case is done by the application and stored.
 */
export const columns = (engine: Engine): { text: RawBuilder<unknown>; integer: RawBuilder<unknown> } =>
  engine === 'postgres'
    ? { text: sql`text collate "C"`, integer: sql`bigint` }
    : { text: sql`text`, integer: sql`integer` }
