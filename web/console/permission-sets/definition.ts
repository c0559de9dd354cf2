/** What a permission set is made of, and the calls that make or change it. Pure. */

export interface PolicyReference {
  readonly name: string
  readonly path: string
}

export interface Definition {
  readonly name: string
  readonly description: string
  /** ISO 8601. */
  readonly duration: string
  readonly relayState: string
  /** ARNs. */
  readonly managed: readonly string[]
  readonly customer: readonly PolicyReference[]
  /** JSON text; empty: none. */
  readonly inline: string
  /** An ARN, or empty. */
  readonly boundary: string
}

export const empty: Definition = {
  name: '',
  description: '',
  duration: 'PT1H',
  relayState: '',
  managed: [],
  customer: [],
  inline: '',
  boundary: '',
}

export interface SsoCall {
  readonly service: 'sso-admin'
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

const call = (operation: string, input: SsoCall['input']): SsoCall => ({ service: 'sso-admin', operation, input })

export function creationCall(InstanceArn: string, { name, description, duration, relayState }: Definition): SsoCall {
  return call('CreatePermissionSet', {
    InstanceArn,
    Name: name.trim(),
    ...optional({ Description: description, SessionDuration: duration, RelayState: relayState }),
  })
}

/** UpdatePermissionSet replaces: what is left out is taken away. */
export const updateCall = (set: SetOf, { description, duration, relayState }: Definition): SsoCall =>
  call('UpdatePermissionSet', {
    ...set,
    ...optional({ Description: description, SessionDuration: duration, RelayState: relayState }),
  })

const optional = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])))

export interface SetOf {
  readonly InstanceArn: string
  readonly PermissionSetArn: string
}

const customerPolicy = ({ name, path }: PolicyReference) => ({
  CustomerManagedPolicyReference: { Name: name, Path: path },
})

/** The calls that make the policies of one definition into those of another; from the empty one: that add them all. */
export function policyCalls(set: SetOf, from: Definition, to: Definition): readonly SsoCall[] {
  const same = (a: PolicyReference, b: PolicyReference) => a.name === b.name && a.path === b.path
  return [
    ...from.managed
      .filter(arn => !to.managed.includes(arn))
      .map(ManagedPolicyArn => call('DetachManagedPolicyFromPermissionSet', { ...set, ManagedPolicyArn })),
    ...to.managed
      .filter(arn => !from.managed.includes(arn))
      .map(ManagedPolicyArn => call('AttachManagedPolicyToPermissionSet', { ...set, ManagedPolicyArn })),
    ...from.customer
      .filter(one => !to.customer.some(other => same(one, other)))
      .map(one => call('DetachCustomerManagedPolicyReferenceFromPermissionSet', { ...set, ...customerPolicy(one) })),
    ...to.customer
      .filter(one => !from.customer.some(other => same(one, other)))
      .map(one => call('AttachCustomerManagedPolicyReferenceToPermissionSet', { ...set, ...customerPolicy(one) })),
    ...inlineCalls(set, from.inline.trim(), to.inline.trim()),
    ...boundaryCalls(set, from.boundary.trim(), to.boundary.trim()),
  ]
}

function inlineCalls(set: SetOf, from: string, to: string): readonly SsoCall[] {
  if (from === to) return []
  return to === ''
    ? [call('DeleteInlinePolicyFromPermissionSet', { ...set })]
    : [call('PutInlinePolicyToPermissionSet', { ...set, InlinePolicy: to })]
}

function boundaryCalls(set: SetOf, from: string, to: string): readonly SsoCall[] {
  if (from === to) return []
  return to === ''
    ? [call('DeletePermissionsBoundaryFromPermissionSet', { ...set })]
    : [call('PutPermissionsBoundaryToPermissionSet', { ...set, PermissionsBoundary: { ManagedPolicyArn: to } })]
}
