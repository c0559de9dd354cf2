import type { __Client as Client } from '@aws-sdk/client-sts'
import type { ServiceName } from '#server/protocols/aws/index.ts'

type AnyClient<Input extends object, Output extends { $metadata: object }> = Pick<
  Client<unknown, Input, Output, never>,
  'middlewareStack'
>

export interface Recorder {
  /** Notes every call of the client, in the client's own middleware. */
  watch<Input extends object, Output extends { $metadata: object }>(
    service: ServiceName,
    client: AnyClient<Input, Output>,
  ): void
  /** `service Operation`, sorted. */
  called(): readonly string[]
  /** Those that were answered with an output at least once. */
  answered(): readonly string[]
}

/** Which operations the tests have called with the official clients. */
export function recorder(): Recorder {
  const called = new Set<string>()
  const answered = new Set<string>()
  return {
    watch(service, client) {
      client.middlewareStack.add(
        (next, { commandName }) =>
          async args => {
            const name = `${service} ${String(commandName).replace(/Command$/, '')}`
            called.add(name)
            const result = await next(args)
            answered.add(name)
            return result
          },
        { step: 'initialize', name: 'recorder' },
      )
    },
    called: () => [...called].sort(),
    answered: () => [...answered].sort(),
  }
}
