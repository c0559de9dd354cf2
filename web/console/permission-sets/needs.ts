import type { Question } from '../api/permissions.ts'
import { NEW_PERMISSION_SET } from '../forms/placeholders.ts'
import type { Step } from './steps.ts'

/** What the calls take: each operation is an action on its permission set. One that is not there yet is everything. */
export function needsOf(steps: readonly Step[]): readonly Question[] {
  const questions = steps.map(({ call: { operation, input } }): Question => {
    const resource = input.PermissionSetArn ?? input.ResourceArn
    const isThere = typeof resource === 'string' && resource !== NEW_PERMISSION_SET
    return { action: `sso:${operation}`, ...(isThere ? { resource } : {}) }
  })
  return [...new Map(questions.map(one => [`${one.action} ${one.resource ?? ''}`, one])).values()]
}

export const onSet = (operation: string, resource: string): readonly Question[] => [
  { action: `sso:${operation}`, resource },
]
