import Button, { type ButtonProps } from '@cloudscape-design/components/button'
import { type Question, useDenied } from '../api/permissions.ts'

interface ActionButtonProps extends ButtonProps {
  /** What pressing it takes. */
  readonly needs: readonly Question[]
}

/** A button that is disabled, with the reason, where the permission set does not allow what it does. */
export function ActionButton({ needs, disabled = false, disabledReason, ...button }: ActionButtonProps) {
  const denied = useDenied(needs)
  const reason = denied ?? disabledReason
  return (
    <Button {...button} disabled={disabled || denied !== undefined} {...(reason ? { disabledReason: reason } : {})} />
  )
}
