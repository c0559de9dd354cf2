/** What stands in the input of a call for something that only an earlier call gives. Pure. */
import type { Call } from './commands.ts'

export interface Placeholder {
  /** What stands in inputs; in a shell the variable that holds it. */
  readonly name: string
  /** Of the SDK's code. */
  readonly variable: string
  /** Where it is in the answer. */
  readonly path: string
  /** The attribute of Terraform's resource. */
  readonly attribute: string
}

export const NEW_PERMISSION_SET = 'PERMISSION_SET_ARN'

const givenBy: Readonly<Record<string, Placeholder>> = {
  CreateUser: { name: 'USER_ID', variable: 'userId', path: 'UserId', attribute: 'user_id' },
  CreateGroup: { name: 'GROUP_ID', variable: 'groupId', path: 'GroupId', attribute: 'group_id' },
  CreatePermissionSet: {
    name: NEW_PERMISSION_SET,
    variable: 'permissionSetArn',
    path: 'PermissionSet.PermissionSetArn',
    attribute: 'arn',
  },
}

interface Placed {
  readonly call: Call
  /** What earlier calls gave. */
  readonly known: readonly Placeholder[]
  /** What later ones take from it. */
  readonly gives: Placeholder | undefined
}

/** Each call with what it takes from those before it, and what those after it take. */
export function madeBefore(calls: readonly Call[]): readonly Placed[] {
  const known: Placeholder[] = []
  return calls.map((call, place) => {
    const before = [...known]
    const given = 'service' in call ? givenBy[call.operation] : undefined
    const isTaken = given !== undefined && JSON.stringify(calls.slice(place + 1)).includes(given.name)
    if (isTaken && !known.includes(given)) known.push(given)
    return { call, known: before, gives: isTaken ? given : undefined }
  })
}
