import type * as Wire from '@aws-sdk/client-iam'
import { arn } from '#server/formats/aws/index.ts'
import { check, oneOf } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import {
  description,
  document,
  encoded,
  everywhere,
  type IamNeeds,
  listed,
  name,
  onRole,
  pageOfAll,
  pageOfRows,
  pageRules,
  path,
  pathPrefix,
  policyArn,
  roleName,
  shownPolicy,
  tags,
  tagsIn,
  tagsOut,
  truncation,
  VERSION,
} from './iam-inputs.ts'

const NOTHING = {}

/** Policies of roles, and managed policies. */
export const iamPolicyOperations = (needs: IamNeeds): readonly Operation[] => [
  ...inline(needs),
  ...attachments(needs),
  ...managed(needs),
  ...changing(needs),
]

const inline = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.ListRolePoliciesCommandInput, Wire.ListRolePoliciesCommandOutput>('ListRolePolicies', {
    plane: 'account',
    readOnly: true,
    needs: onRole(needs, 'ListRolePolicies'),
    async handle(input, actor) {
      check(input, { ...pageRules, RoleName: roleName })
      const role = await needs.iam.roles.get(actor, input.RoleName ?? '')
      const names = Object.keys(role.inlinePolicies)
      const page = await pageOfRows(needs, listed('ListRolePolicies', input, role.arn), names, one => one)
      return { PolicyNames: [...page.items], ...truncation(page) }
    },
  }),
  operation<Wire.GetRolePolicyCommandInput, Wire.GetRolePolicyCommandOutput>('GetRolePolicy', {
    plane: 'account',
    readOnly: true,
    needs: onRole(needs, 'GetRolePolicy'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, PolicyName: name })
      const { policyName, text, role } = await needs.iam.roles.inlinePolicy(
        actor,
        input.RoleName ?? '',
        input.PolicyName ?? '',
      )
      return { RoleName: role.roleName, PolicyName: policyName, PolicyDocument: encoded(text) }
    },
  }),
  operation<Wire.PutRolePolicyCommandInput, Wire.PutRolePolicyCommandOutput>('PutRolePolicy', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'PutRolePolicy'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, PolicyName: name, PolicyDocument: document })
      const { RoleName = '', PolicyName = '', PolicyDocument = '' } = input
      await needs.iam.roles.putPolicy(actor, RoleName, PolicyName, PolicyDocument)
      return NOTHING
    },
  }),
  operation<Wire.DeleteRolePolicyCommandInput, Wire.DeleteRolePolicyCommandOutput>('DeleteRolePolicy', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'DeleteRolePolicy'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, PolicyName: name })
      await needs.iam.roles.deletePolicy(actor, input.RoleName ?? '', input.PolicyName ?? '')
      return NOTHING
    },
  }),
]

/** `iam:PolicyARN` lets policies say which policies may be attached. */
const onAttachment =
  ({ iam }: IamNeeds, action: string) =>
  async (input: Wire.AttachRolePolicyCommandInput, actor: Parameters<typeof iam.roles.arnOf>[0]) => [
    {
      action: `iam:${action}`,
      resource: await iam.roles.arnOf(actor, input.RoleName ?? ''),
      context: { 'iam:PolicyARN': input.PolicyArn ?? '' },
    },
  ]

const attachments = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.ListAttachedRolePoliciesCommandInput, Wire.ListAttachedRolePoliciesCommandOutput>(
    'ListAttachedRolePolicies',
    {
      plane: 'account',
      readOnly: true,
      needs: onRole(needs, 'ListAttachedRolePolicies'),
      async handle(input, actor) {
        check(input, { ...pageRules, RoleName: roleName, PathPrefix: pathPrefix })
        const role = await needs.iam.roles.get(actor, input.RoleName ?? '')
        const prefix = input.PathPrefix ?? '/'
        const attached = role.attachedPolicies.filter(one => pathOf(one).startsWith(prefix))
        const list = listed('ListAttachedRolePolicies', input, [role.arn, prefix])
        const page = await pageOfRows(needs, list, attached, one => one)
        return {
          AttachedPolicies: page.items.map(one => ({ PolicyName: one.split('/').at(-1), PolicyArn: one })),
          ...truncation(page),
        }
      },
    },
  ),
  operation<Wire.AttachRolePolicyCommandInput, Wire.AttachRolePolicyCommandOutput>('AttachRolePolicy', {
    plane: 'account',
    readOnly: false,
    needs: onAttachment(needs, 'AttachRolePolicy'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, PolicyArn: policyArn })
      await needs.iam.roles.attachPolicy(actor, input.RoleName ?? '', input.PolicyArn ?? '')
      return NOTHING
    },
  }),
  operation<Wire.DetachRolePolicyCommandInput, Wire.DetachRolePolicyCommandOutput>('DetachRolePolicy', {
    plane: 'account',
    readOnly: false,
    needs: onAttachment(needs, 'DetachRolePolicy'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, PolicyArn: policyArn })
      await needs.iam.roles.detachPolicy(actor, input.RoleName ?? '', input.PolicyArn ?? '')
      return NOTHING
    },
  }),
]

/** `/job-function/` of `arn:aws:iam::aws:policy/job-function/Billing`. */
const pathOf = (policy: string): string => policy.slice(policy.indexOf('/'), policy.lastIndexOf('/') + 1)

const onPolicy = (action: string) => (input: { readonly PolicyArn?: string | undefined }) => [
  { action: `iam:${action}`, resource: input.PolicyArn ?? '' },
]

const managed = ({ iam, paging }: IamNeeds): readonly Operation[] => [
  operation<Wire.GetPolicyCommandInput, Wire.GetPolicyCommandOutput>('GetPolicy', {
    plane: 'account',
    readOnly: true,
    needs: onPolicy('GetPolicy'),
    async handle(input, actor) {
      check(input, { PolicyArn: policyArn })
      const policy = await iam.policies.get(actor, input.PolicyArn ?? '')
      return { Policy: { ...shownPolicy(policy), Tags: tagsOut(policy.tags) } }
    },
  }),
  operation<Wire.GetPolicyVersionCommandInput, Wire.GetPolicyVersionCommandOutput>('GetPolicyVersion', {
    plane: 'account',
    readOnly: true,
    needs: onPolicy('GetPolicyVersion'),
    async handle(input, actor) {
      check(input, { PolicyArn: policyArn })
      const policy = await iam.policies.version(actor, input.PolicyArn ?? '', input.VersionId ?? '')
      return { PolicyVersion: { ...versionOf(policy.createdAt), Document: encoded(policy.document) } }
    },
  }),
  operation<Wire.ListPolicyVersionsCommandInput, Wire.ListPolicyVersionsCommandOutput>('ListPolicyVersions', {
    plane: 'account',
    readOnly: true,
    needs: onPolicy('ListPolicyVersions'),
    async handle(input, actor) {
      check(input, { ...pageRules, PolicyArn: policyArn })
      const policy = await iam.policies.get(actor, input.PolicyArn ?? '')
      return { Versions: [versionOf(policy.createdAt)], ...pageOfAll }
    },
  }),
  operation<Wire.ListPoliciesCommandInput, Wire.ListPoliciesCommandOutput>('ListPolicies', {
    plane: 'account',
    readOnly: true,
    needs: everywhere('ListPolicies'),
    async handle(input, actor) {
      check(input, { ...pageRules, PathPrefix: pathPrefix, Scope: oneOf(['All', 'AWS', 'Local']) })
      const filter = { scope: input.Scope ?? 'All', pathPrefix: input.PathPrefix ?? '/' }
      const page = await paging(listed('ListPolicies', input, [actor.accountId, filter]), request =>
        iam.policies.list(actor, filter, request),
      )
      const shown = input.OnlyAttached ? page.items.filter(policy => policy.attachmentCount > 0) : page.items
      return { Policies: shown.map(shownPolicy), ...truncation(page) }
    },
  }),
]

/** A policy has one version here. */
const versionOf = (createdAt: number): Wire.PolicyVersion => ({
  VersionId: VERSION,
  IsDefaultVersion: true,
  CreateDate: new Date(createdAt),
})

const changing = ({ iam }: IamNeeds): readonly Operation[] => [
  operation<Wire.CreatePolicyCommandInput, Wire.CreatePolicyCommandOutput>('CreatePolicy', {
    plane: 'account',
    readOnly: false,
    needs: (input, actor) => {
      const { PolicyName: policyName = '', Path = '/' } = input
      return [
        {
          action: 'iam:CreatePolicy',
          resource: arn('policy', { account: actor.accountId ?? '', path: Path, policyName }),
        },
      ]
    },
    async handle(input, actor) {
      check(input, { PolicyName: name, Path: path, Description: description, PolicyDocument: document, Tags: tags })
      const policy = await iam.policies.create(actor, {
        policyName: input.PolicyName ?? '',
        path: input.Path,
        document: input.PolicyDocument ?? '',
        description: input.Description,
        tags: tagsIn(input.Tags),
      })
      return { Policy: { ...shownPolicy(policy), Tags: tagsOut(policy.tags) } }
    },
  }),
  operation<Wire.DeletePolicyCommandInput, Wire.DeletePolicyCommandOutput>('DeletePolicy', {
    plane: 'account',
    readOnly: false,
    needs: onPolicy('DeletePolicy'),
    async handle(input, actor) {
      check(input, { PolicyArn: policyArn })
      await iam.policies.delete(actor, input.PolicyArn ?? '')
      return NOTHING
    },
  }),
]
