import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Definition } from './definition.ts'
import { SetBoundary } from './set-boundary.tsx'
import { SetCustomerPolicies } from './set-customer-policies.tsx'
import { SetInlinePolicy } from './set-inline-policy.tsx'
import { SetManagedPolicies } from './set-managed-policies.tsx'
import type { SetOf } from './steps.ts'

export interface SetPartProps {
  readonly set: SetOf
  readonly definition: Definition
}

/** The four kinds of policies; each is changed on its own. */
export const SetPolicies = (props: SetPartProps) => (
  <SpaceBetween size="l">
    <SetManagedPolicies {...props} />
    <SetInlinePolicy {...props} />
    <SetCustomerPolicies {...props} />
    <SetBoundary {...props} />
  </SpaceBetween>
)

/** What every removal says: nothing reaches an account before it is provisioned there. */
export const LATER =
  'In accounts this takes effect when the permission set is provisioned there. People stay signed in; what they may do changes with their next request.'
