import type * as Wire from '@aws-sdk/client-iam'
import { arn } from '#server/formats/aws/index.ts'
import { check, list, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import {
  description,
  everywhere,
  type IamNeeds,
  listed,
  onRole,
  pageOfAll,
  pageOfRows,
  pageRules,
  path,
  pathPrefix,
  policyArn,
  roleName,
  sessionSeconds,
  shownFully,
  shownRole,
  tags,
  tagsIn,
  tagsOut,
  truncation,
} from './iam-inputs.ts'

/** What lists of one role's things show of it. */
const NOTHING = {}

export const iamRoleOperations = (needs: IamNeeds): readonly Operation[] => [
  ...reading(needs),
  creating(needs),
  ...changing(needs),
  ...tagging(needs),
  ...instanceProfiles(needs),
]

const reading = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.GetRoleCommandInput, Wire.GetRoleCommandOutput>('GetRole', {
    plane: 'account',
    readOnly: true,
    needs: onRole(needs, 'GetRole'),
    async handle(input, actor) {
      check(input, { RoleName: roleName })
      return { Role: shownFully(await needs.iam.roles.get(actor, input.RoleName ?? '')) }
    },
  }),
  operation<Wire.ListRolesCommandInput, Wire.ListRolesCommandOutput>('ListRoles', {
    plane: 'account',
    readOnly: true,
    needs: everywhere('ListRoles'),
    async handle(input, actor) {
      check(input, { ...pageRules, PathPrefix: pathPrefix })
      const prefix = input.PathPrefix ?? '/'
      const page = await needs.paging(listed('ListRoles', input, [actor.accountId, prefix]), request =>
        needs.iam.roles.list(actor, prefix, request),
      )
      return { Roles: page.items.map(shownRole), ...truncation(page) }
    },
  }),
]

const creating = ({ iam }: IamNeeds): Operation =>
  operation<Wire.CreateRoleCommandInput, Wire.CreateRoleCommandOutput>('CreateRole', {
    plane: 'account',
    readOnly: false,
    needs: (input, actor) => [
      {
        action: 'iam:CreateRole',
        resource: arn('role', {
          account: actor.accountId ?? '',
          path: input.Path ?? '/',
          roleName: input.RoleName ?? '',
        }),
        context: {
          ...requestTags(input.Tags),
          ...(input.PermissionsBoundary === undefined ? {} : { 'iam:PermissionsBoundary': input.PermissionsBoundary }),
        },
      },
    ],
    async handle(input, actor) {
      check(input, {
        RoleName: roleName,
        Path: path,
        Description: description,
        MaxSessionDuration: sessionSeconds,
        PermissionsBoundary: policyArn,
        Tags: tags,
      })
      const role = await iam.roles.create(actor, {
        roleName: input.RoleName ?? '',
        path: input.Path,
        trustPolicy: input.AssumeRolePolicyDocument ?? '',
        description: input.Description,
        maxSessionDuration: input.MaxSessionDuration,
        boundaryArn: input.PermissionsBoundary,
        tags: tagsIn(input.Tags),
      })
      return { Role: shownFully(role) }
    },
  })

const requestTags = (given: readonly Wire.Tag[] | undefined) => ({
  ...Object.fromEntries(tagsIn(given).map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  ...(given === undefined || given.length === 0 ? {} : { 'aws:TagKeys': tagsIn(given).map(({ key }) => key) }),
})

const changing = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.UpdateRoleCommandInput, Wire.UpdateRoleCommandOutput>('UpdateRole', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'UpdateRole'),
    async handle({ RoleName = '', Description, MaxSessionDuration }, actor) {
      check(
        { RoleName, Description, MaxSessionDuration },
        { RoleName: roleName, Description: description, MaxSessionDuration: sessionSeconds },
      )
      await needs.iam.roles.update(actor, RoleName, {
        ...(Description === undefined ? {} : { description: Description === '' ? null : Description }),
        ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration }),
      })
      return NOTHING
    },
  }),
  operation<Wire.UpdateRoleDescriptionCommandInput, Wire.UpdateRoleDescriptionCommandOutput>('UpdateRoleDescription', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'UpdateRoleDescription'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, Description: description })
      const { RoleName = '', Description = '' } = input
      const change = { description: Description === '' ? null : Description }
      return { Role: shownRole(await needs.iam.roles.update(actor, RoleName, change)) }
    },
  }),
  operation<Wire.UpdateAssumeRolePolicyCommandInput, Wire.UpdateAssumeRolePolicyCommandOutput>(
    'UpdateAssumeRolePolicy',
    {
      plane: 'account',
      readOnly: false,
      needs: onRole(needs, 'UpdateAssumeRolePolicy'),
      async handle(input, actor) {
        check(input, { RoleName: roleName })
        await needs.iam.roles.setTrustPolicy(actor, input.RoleName ?? '', input.PolicyDocument ?? '')
        return NOTHING
      },
    },
  ),
  operation<Wire.DeleteRoleCommandInput, Wire.DeleteRoleCommandOutput>('DeleteRole', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'DeleteRole'),
    async handle(input, actor) {
      check(input, { RoleName: roleName })
      await needs.iam.roles.delete(actor, input.RoleName ?? '')
      return NOTHING
    },
  }),
  ...boundaries(needs),
]

const boundaries = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.PutRolePermissionsBoundaryCommandInput, Wire.PutRolePermissionsBoundaryCommandOutput>(
    'PutRolePermissionsBoundary',
    {
      plane: 'account',
      readOnly: false,
      needs: async (input, actor) => [
        {
          action: 'iam:PutRolePermissionsBoundary',
          resource: await needs.iam.roles.arnOf(actor, input.RoleName ?? ''),
          context: { 'iam:PermissionsBoundary': input.PermissionsBoundary ?? '' },
        },
      ],
      async handle(input, actor) {
        check(input, { RoleName: roleName, PermissionsBoundary: policyArn })
        await needs.iam.roles.setBoundary(actor, input.RoleName ?? '', input.PermissionsBoundary ?? '')
        return NOTHING
      },
    },
  ),
  operation<Wire.DeleteRolePermissionsBoundaryCommandInput, Wire.DeleteRolePermissionsBoundaryCommandOutput>(
    'DeleteRolePermissionsBoundary',
    {
      plane: 'account',
      readOnly: false,
      needs: onRole(needs, 'DeleteRolePermissionsBoundary'),
      async handle(input, actor) {
        check(input, { RoleName: roleName })
        await needs.iam.roles.removeBoundary(actor, input.RoleName ?? '')
        return NOTHING
      },
    },
  ),
]

const tagging = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.ListRoleTagsCommandInput, Wire.ListRoleTagsCommandOutput>('ListRoleTags', {
    plane: 'account',
    readOnly: true,
    needs: onRole(needs, 'ListRoleTags'),
    async handle(input, actor) {
      check(input, { ...pageRules, RoleName: roleName })
      const role = await needs.iam.roles.get(actor, input.RoleName ?? '')
      const page = await pageOfRows(needs, listed('ListRoleTags', input, role.arn), role.tags, ({ key }) => key)
      return { Tags: tagsOut(page.items), ...truncation(page) }
    },
  }),
  operation<Wire.TagRoleCommandInput, Wire.TagRoleCommandOutput>('TagRole', {
    plane: 'account',
    readOnly: false,
    needs: async (input, actor) => [
      {
        action: 'iam:TagRole',
        resource: await needs.iam.roles.arnOf(actor, input.RoleName ?? ''),
        context: requestTags(input.Tags),
      },
    ],
    async handle(input, actor) {
      check(input, { RoleName: roleName, Tags: tags })
      await needs.iam.roles.tag(actor, input.RoleName ?? '', tagsIn(input.Tags))
      return NOTHING
    },
  }),
  operation<Wire.UntagRoleCommandInput, Wire.UntagRoleCommandOutput>('UntagRole', {
    plane: 'account',
    readOnly: false,
    needs: onRole(needs, 'UntagRole'),
    async handle(input, actor) {
      check(input, { RoleName: roleName, TagKeys: list({ max: 50, each: text({ min: 1, max: 128 }) }) })
      await needs.iam.roles.untag(actor, input.RoleName ?? '', input.TagKeys ?? [])
      return NOTHING
    },
  }),
]

type ProfileInput = Wire.AddRoleToInstanceProfileCommandInput | Wire.RemoveRoleFromInstanceProfileCommandInput

/** There are none; Terraform asks for those of a role before it deletes it. */
const instanceProfiles = (needs: IamNeeds): readonly Operation[] => [
  operation<Wire.ListInstanceProfilesForRoleCommandInput, Wire.ListInstanceProfilesForRoleCommandOutput>(
    'ListInstanceProfilesForRole',
    {
      plane: 'account',
      readOnly: true,
      needs: onRole(needs, 'ListInstanceProfilesForRole'),
      async handle(input, actor) {
        check(input, { ...pageRules, RoleName: roleName })
        await needs.iam.roles.get(actor, input.RoleName ?? '')
        return { InstanceProfiles: [], ...pageOfAll }
      },
    },
  ),
  ...['AddRoleToInstanceProfile', 'RemoveRoleFromInstanceProfile'].map(name =>
    operation<ProfileInput, object>(name, {
      plane: 'account',
      readOnly: false,
      needs: onRole(needs, name),
      async handle(input, actor) {
        check(input, { RoleName: roleName })
        return needs.iam.roles.refuseInstanceProfile(actor, input.RoleName ?? '', input.InstanceProfileName ?? '')
      },
    }),
  ),
]
