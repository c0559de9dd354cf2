/** The calls that lead from one definition of a permission set to another, each with what is so after it. Pure. */
import { NEW_PERMISSION_SET } from '../forms/placeholders.ts'
import { tagCalls } from '../settings/tags.ts'
import {
  type Boundary,
  boundaryText,
  type Definition,
  nameOfArn,
  type PolicyReference,
  sameReference,
  textOfReference,
} from './definition.ts'

export interface SsoCall {
  readonly service: 'sso-admin'
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly named?: string
}

export interface Step {
  /** What it does, in words. */
  readonly label: string
  readonly call: SsoCall
}

/** A step of a change, with the definition that stands when it is done. */
export interface Change extends Step {
  readonly after: (definition: Definition) => Definition
}

export interface SetOf {
  readonly InstanceArn: string
  readonly PermissionSetArn: string
}

const call = (operation: string, input: SsoCall['input']): SsoCall => ({ service: 'sso-admin', operation, input })

export function creation(InstanceArn: string, value: Definition): Step {
  const tags = value.tags.map(({ Key, Value }) => ({ Key, Value }))
  const input = { InstanceArn, Name: value.name.trim(), ...settingsOf(value), ...(tags.length > 0 && { Tags: tags }) }
  return { label: `Create permission set ${value.name.trim()}`, call: call('CreatePermissionSet', input) }
}

/** What stands when it was created, before any policy. */
export const created = (value: Definition): Definition => ({
  ...value,
  managed: [],
  customer: [],
  inline: '',
  boundary: undefined,
})

/** Stands for the permission set that is not there yet. */
export const newSet = (InstanceArn: string): SetOf => ({ InstanceArn, PermissionSetArn: NEW_PERMISSION_SET })

export const deletion = (set: SetOf): SsoCall => call('DeletePermissionSet', { ...set })

/** Everything that is different, in the order in which it is best done. */
export const changes = (set: SetOf, from: Definition, to: Definition): readonly Change[] => [
  ...settingsChange(set, from, to),
  ...tagChanges(set, from, to),
  ...from.managed.filter(arn => !to.managed.includes(arn)).map(arn => detachManaged(set, arn)),
  ...to.managed.filter(arn => !from.managed.includes(arn)).map(arn => attachManaged(set, arn)),
  ...from.customer
    .filter(one => !to.customer.some(other => sameReference(one, other)))
    .map(one => detachCustomer(set, one)),
  ...to.customer
    .filter(one => !from.customer.some(other => sameReference(one, other)))
    .map(one => attachCustomer(set, one)),
  ...inlineChange(set, from, to),
  ...boundaryChange(set, from, to),
]

/** UpdatePermissionSet replaces: what is left out is taken away, so all of it is sent. */
export function settingsChange(set: SetOf, from: Definition, to: Definition): readonly Change[] {
  if (JSON.stringify(settingsOf(from)) === JSON.stringify(settingsOf(to))) return []
  const { description, duration, relayState } = to
  return [
    {
      label: 'Change description, session duration and relay state',
      call: { ...call('UpdatePermissionSet', { ...set, ...settingsOf(to) }), named: to.name },
      after: definition => ({ ...definition, description, duration, relayState }),
    },
  ]
}

function settingsOf({ description, duration, relayState }: Definition): Record<string, string> {
  const texts = { Description: description, SessionDuration: duration, RelayState: relayState }
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  )
}

function tagChanges(set: SetOf, from: Definition, { tags }: Definition): readonly Change[] {
  const calls = tagCalls({ InstanceArn: set.InstanceArn, ResourceArn: set.PermissionSetArn }, from.tags, tags)
  return calls.map(one => ({
    label: one.operation === 'TagResource' ? 'Put tags' : 'Remove tags',
    call: one,
    after: definition => (one === calls.at(-1) ? { ...definition, tags } : definition),
  }))
}

export const attachManaged = (set: SetOf, ManagedPolicyArn: string): Change => ({
  label: `Attach ${nameOfArn(ManagedPolicyArn)}`,
  call: call('AttachManagedPolicyToPermissionSet', { ...set, ManagedPolicyArn }),
  after: definition => ({ ...definition, managed: [...definition.managed, ManagedPolicyArn] }),
})

export const detachManaged = (set: SetOf, ManagedPolicyArn: string): Change => ({
  label: `Detach ${nameOfArn(ManagedPolicyArn)}`,
  call: call('DetachManagedPolicyFromPermissionSet', { ...set, ManagedPolicyArn }),
  after: definition => ({ ...definition, managed: definition.managed.filter(arn => arn !== ManagedPolicyArn) }),
})

const wire = ({ name, path }: PolicyReference) => ({ CustomerManagedPolicyReference: { Name: name, Path: path } })

export const attachCustomer = (set: SetOf, one: PolicyReference): Change => ({
  label: `Attach ${textOfReference(one)}`,
  call: call('AttachCustomerManagedPolicyReferenceToPermissionSet', { ...set, ...wire(one) }),
  after: definition => ({ ...definition, customer: [...definition.customer, one] }),
})

export const detachCustomer = (set: SetOf, one: PolicyReference): Change => ({
  label: `Detach ${textOfReference(one)}`,
  call: call('DetachCustomerManagedPolicyReferenceFromPermissionSet', { ...set, ...wire(one) }),
  after: definition => ({
    ...definition,
    customer: definition.customer.filter(other => !sameReference(one, other)),
  }),
})

export function inlineChange(set: SetOf, from: Definition, to: Definition): readonly Change[] {
  const inline = to.inline.trim()
  if (from.inline.trim() === inline) return []
  const after = (definition: Definition) => ({ ...definition, inline })
  if (inline === '')
    return [{ label: 'Delete the inline policy', call: call('DeleteInlinePolicyFromPermissionSet', { ...set }), after }]
  const put = call('PutInlinePolicyToPermissionSet', { ...set, InlinePolicy: inline })
  return [{ label: 'Put the inline policy', call: put, after }]
}

export function boundaryChange(set: SetOf, from: Definition, { boundary }: Definition): readonly Change[] {
  if (JSON.stringify(from.boundary) === JSON.stringify(boundary)) return []
  const after = (definition: Definition) => ({ ...definition, boundary })
  if (boundary === undefined)
    return [
      {
        label: 'Remove the permissions boundary',
        call: call('DeletePermissionsBoundaryFromPermissionSet', { ...set }),
        after,
      },
    ]
  const put = call('PutPermissionsBoundaryToPermissionSet', { ...set, PermissionsBoundary: boundaryInput(boundary) })
  return [{ label: `Set the permissions boundary ${boundaryText(boundary)}`, call: put, after }]
}

const boundaryInput = (boundary: Boundary) =>
  typeof boundary === 'string' ? { ManagedPolicyArn: boundary.trim() } : wire(boundary)
