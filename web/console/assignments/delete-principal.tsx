import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import { useSession } from '../../kit/session.ts'
import type { Api } from '../api/call.ts'
import type { NamedPrincipal } from '../api/types.ts'
import type { Call } from '../forms/command-view.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { perform } from '../forms/use-each.ts'
import { go } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { StaleChoice, type useAssignmentsOf } from './own-assignments.tsx'
import { removeAllAssignments } from './remove-all.ts'

interface DeletePrincipalProps {
  readonly principal: Pick<NamedPrincipal, 'principalType' | 'principalId'>
  readonly name: string
  /** Of the principal itself. */
  readonly assignments: ReturnType<typeof useAssignmentsOf>
  readonly call: Call
  /** The list that is left to. */
  readonly back: string
  onClose(): void
  /** What is lost with it. */
  readonly children: ReactNode
}

/** Deletes a user or group and, unless that is not wanted, the assignments that would be left without anybody. */
export function DeletePrincipal(props: DeletePrincipalProps) {
  const { principal, name, assignments, call, back, onClose, children } = props
  const { portal } = useSession()
  const notify = useNotify()
  const [removes, setRemoves] = useState(true)
  const [removed, setRemoved] = useState(0)
  const remove = async (api: Api) => {
    if (removes && assignments.data?.assignments.length !== 0)
      await removeAllAssignments(api, principal, portal.instanceArn, setRemoved)
    return perform(api, call)
  }
  return (
    <DeleteDialog
      title={`Delete ${principal.principalType === 'USER' ? 'user' : 'group'} ${name}`}
      name={name}
      consequences={
        <SpaceBetween size="s">
          {children}
          <StaleChoice assignments={assignments} checked={removes} onChange={setRemoves} />
          {removed > 0 && <output>{removed.toLocaleString()} assignments removed</output>}
        </SpaceBetween>
      }
      calls={[call]}
      leaves
      onDelete={remove}
      onDone={() => {
        notify({ text: `${name} was deleted.` })
        go(back)
      }}
      onDismiss={onClose}
    />
  )
}
