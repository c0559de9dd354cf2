/**
 * Runs `work` over stores that share one database transaction: all of it is kept or none. `work` may run more than once
 * (a serialization failure is retried), so it does nothing but read and write through the stores it is given, and a
 * throw rolls back. A refusal that must leave a trace returns first and throws outside.
 */
export type Atomically<Stores> = <T>(work: (stores: Stores) => Promise<T>) => Promise<T>

/**
 * Runs `work` only while this process holds the named lease, and not at all where another one does.
 * @returns whether the lease was had
 */
export type WithLease = (name: string, milliseconds: number, work: () => Promise<void>) => Promise<boolean>
