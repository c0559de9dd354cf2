import type { Api } from '../api/call.ts'
import type { AssignmentPage, PrincipalType } from '../api/types.ts'
import { inTurns } from '../forms/in-turns.ts'
import { perform } from '../forms/use-each.ts'
import { assignmentCall } from './calls.ts'

interface Principal {
  readonly principalType: PrincipalType
  readonly principalId: string
}

/**
 * Removes every assignment that names the user or group itself.
 * @param onProgress how many have been asked for
 * @throws the first failure
 */
export async function removeAllAssignments(
  api: Api,
  principal: Principal,
  instanceArn: string,
  onProgress: (removed: number) => void,
): Promise<void> {
  let removed = 0
  let token: string | undefined
  do {
    // Those that are being removed already stay in the list until their role is gone: pages go on behind them.
    const page: AssignmentPage = await api.get('/assignments', { ...principal, limit: 200, token })
    const active = page.assignments.filter(({ state }) => state !== 'deleting')
    const before = removed
    await inTurns(
      active,
      one => perform(api, assignmentCall('DeleteAccountAssignment', instanceArn, one)),
      done => onProgress(before + done),
    )
    removed += active.length
    token = page.next
  } while (token !== undefined)
}
