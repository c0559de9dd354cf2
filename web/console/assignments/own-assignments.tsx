import Checkbox from '@cloudscape-design/components/checkbox'
import type { AssignmentPage, PrincipalType } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'

/** Enough for nearly everybody; more are said to be more. */
const COUNTED = 200

/** The assignments that name a user or group itself. */
export const useAssignmentsOf = (principalType: PrincipalType, principalId: string) =>
  useRead<AssignmentPage>('/assignments', { principalType, principalId, limit: COUNTED })

interface StaleChoiceProps {
  readonly assignments: ReturnType<typeof useAssignmentsOf>
  readonly checked: boolean
  onChange(checked: boolean): void
}

/** Deleting a user or group leaves its assignments behind, as in AWS; nobody gets anything by them. */
export function StaleChoice({ assignments, checked, onChange }: StaleChoiceProps) {
  const { data, error } = assignments
  if (error || data?.assignments.length === 0) return null
  const count = data === undefined ? '…' : `${data.assignments.length}${data.next === undefined ? '' : ' and more'}`
  return (
    <Checkbox
      checked={checked}
      onChange={({ detail }) => onChange(detail.checked)}
      description="Otherwise they stay behind as stale assignments, by which nobody gets anything."
    >
      Remove its own assignments as well ({count})
    </Checkbox>
  )
}
