import type { RoleDefinition } from '../types.ts'
import type { RoleStore } from './store.ts'

/** One IAM call's worth of change, with its name in CloudTrail. */
export interface RoleStep {
  readonly eventName: string
  readonly parameters: Readonly<Record<string, unknown>>
  /** The managed policy that must exist before. */
  readonly needsPolicy?: string
  apply(roles: RoleStore, roleId: string): Promise<unknown>
}

/** What turns a role into another, in the order in which rights are never wider than either of the two. */
export function stepsBetween(current: RoleDefinition, wanted: RoleDefinition): readonly RoleStep[] {
  return [
    ...trustSteps(current, wanted),
    ...settingSteps(current, wanted),
    ...boundarySteps(current, wanted),
    ...current.attachedPolicies.filter(policy => !wanted.attachedPolicies.includes(policy)).map(detachment),
    ...Object.keys(current.inlinePolicies)
      .filter(name => wanted.inlinePolicies[name] === undefined)
      .map(inlineRemoval),
    ...wanted.attachedPolicies.filter(policy => !current.attachedPolicies.includes(policy)).map(attachment),
    ...Object.entries(wanted.inlinePolicies)
      .filter(([name, document]) => current.inlinePolicies[name] !== document)
      .map(([name, document]) => inlinePolicy(name, document)),
  ]
}

function trustSteps(current: RoleDefinition, { trustPolicy }: RoleDefinition): readonly RoleStep[] {
  if (current.trustPolicy === trustPolicy) return []
  const apply: RoleStep['apply'] = (roles, roleId) => roles.set(roleId, { trustPolicy })
  return [{ eventName: 'UpdateAssumeRolePolicy', parameters: { policyDocument: trustPolicy }, apply }]
}

function settingSteps(current: RoleDefinition, wanted: RoleDefinition): readonly RoleStep[] {
  const { description, maxSessionDuration } = wanted
  if (current.description === description && current.maxSessionDuration === maxSessionDuration) return []
  const changes = { description: description ?? null, maxSessionDuration }
  return [{ eventName: 'UpdateRole', parameters: changes, apply: (roles, roleId) => roles.set(roleId, changes) }]
}

function boundarySteps(current: RoleDefinition, { boundaryArn }: RoleDefinition): readonly RoleStep[] {
  if (current.boundaryArn === boundaryArn) return []
  const apply: RoleStep['apply'] = (roles, roleId) => roles.set(roleId, { boundaryArn: boundaryArn ?? null })
  if (boundaryArn === undefined) return [{ eventName: 'DeleteRolePermissionsBoundary', parameters: {}, apply }]
  return [
    {
      eventName: 'PutRolePermissionsBoundary',
      parameters: { permissionsBoundary: boundaryArn },
      needsPolicy: boundaryArn,
      apply,
    },
  ]
}

const attachment = (policyArn: string): RoleStep => ({
  eventName: 'AttachRolePolicy',
  parameters: { policyArn },
  needsPolicy: policyArn,
  apply: (roles, roleId) => roles.attach(roleId, policyArn),
})

const detachment = (policyArn: string): RoleStep => ({
  eventName: 'DetachRolePolicy',
  parameters: { policyArn },
  apply: (roles, roleId) => roles.detach(roleId, policyArn),
})

const inlinePolicy = (policyName: string, policyDocument: string): RoleStep => ({
  eventName: 'PutRolePolicy',
  parameters: { policyName, policyDocument },
  apply: (roles, roleId) => roles.putPolicy(roleId, policyName, policyDocument),
})

const inlineRemoval = (policyName: string): RoleStep => ({
  eventName: 'DeleteRolePolicy',
  parameters: { policyName },
  apply: (roles, roleId) => roles.removePolicy(roleId, policyName),
})
