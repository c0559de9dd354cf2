import type { Actor, Need } from '#server/base/actor.ts'

/**
 * `administration`: only principals of the management account, whatever their policies say (docs/architecture.md).
 * `account`: principals of any account, over their own account.
 * `identity`: any valid credentials, no permission needed (GetCallerIdentity).
 * `public`: unsigned (AssumeRoleWithSAML).
 */
export type Plane = 'administration' | 'account' | 'identity' | 'public'

interface Spec<Input, Output> {
  readonly plane: Plane
  readonly readOnly: boolean
  /** Absent only in the planes `identity` and `public`. */
  readonly needs?: (input: Input, actor: Actor) => readonly Need[] | Promise<readonly Need[]>
  /** Members of the input that events show as hidden. */
  readonly secrets?: readonly string[]
  readonly handle: (input: Input, actor: Actor) => Promise<Output>
}

export interface Operation {
  readonly name: string
  readonly plane: Plane
  readonly readOnly: boolean
  readonly secrets: readonly string[]
  needs(input: unknown, actor: Actor): Promise<readonly Need[]>
  handle(input: unknown, actor: Actor): Promise<unknown>
}

/**
 * One operation of an AWS service. `Input` and `Output` are the client's `…CommandInput` and `…CommandOutput` (without
 * `$metadata`); the door has walked the input against the official schema before `needs` and `handle` see it.
 */
export function operation<Input, Output>(name: string, spec: Spec<Input, Omit<Output, '$metadata'>>): Operation {
  return {
    name,
    plane: spec.plane,
    readOnly: spec.readOnly,
    secrets: spec.secrets ?? [],
    needs: async (input, actor) => (spec.needs === undefined ? [] : spec.needs(input as Input, actor)),
    handle: (input, actor) => spec.handle(input as Input, actor),
  }
}

/** The services that answer at `POST /`, by the name of their client package. */
export type ServiceName = 'sso-admin' | 'identitystore' | 'organizations' | 'cloudtrail' | 'iam' | 'sts'

export type ServiceOperations = Partial<Record<ServiceName, readonly Operation[]>>
