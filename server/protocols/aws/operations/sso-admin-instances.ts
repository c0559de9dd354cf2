import type {
  DescribeInstanceCommandInput,
  DescribeInstanceCommandOutput,
  DescribeRegionCommandInput,
  DescribeRegionCommandOutput,
  InstanceMetadata,
  ListInstancesCommandInput,
  ListInstancesCommandOutput,
  ListRegionsCommandInput,
  ListRegionsCommandOutput,
  RegionMetadata,
  UpdateInstanceCommandInput,
  UpdateInstanceCommandOutput,
} from '@aws-sdk/client-sso-admin'
import { refuseAccess } from '#server/access/index.ts'
import { type Instance, identityStoreArn, instanceArn } from '#server/base/instance.ts'
import { check, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { requireInstance, resources, rule, type SsoAdminNeeds } from './sso-admin-ground.ts'

/** There is one instance in one Region: the lists hold one element and never need a second page. */
export function instanceOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance, access } = needs
  const { onInstance } = resources(needs)
  const described = async () => instanceShape(instance, await access.tags.instanceName())
  return [
    operation<ListInstancesCommandInput, ListInstancesCommandOutput>('ListInstances', {
      plane: 'administration',
      readOnly: true,
      needs: () => [{ action: 'sso:ListInstances', resource: '*' }],
      async handle(input) {
        check(input, { MaxResults: rule.maxResults, NextToken: rule.nextToken })
        return { Instances: [await described()] }
      },
    }),
    operation<DescribeInstanceCommandInput, DescribeInstanceCommandOutput>('DescribeInstance', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:DescribeInstance'),
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn })
        requireInstance(instance, input.InstanceArn)
        const encryption = { KeyType: 'AWS_OWNED_KMS_KEY', EncryptionStatus: 'ENABLED' } as const
        return { ...(await described()), EncryptionConfigurationDetails: encryption, PermissionSetsEnabled: true }
      },
    }),
    operation<UpdateInstanceCommandInput, UpdateInstanceCommandOutput>('UpdateInstance', {
      plane: 'administration',
      readOnly: false,
      needs: () => onInstance('sso:UpdateInstance'),
      async handle(input, actor) {
        check(input, { InstanceArn: rule.instanceArn, Name: text({ max: 255, pattern: /[\w+=,.@-]*/ }) })
        requireInstance(instance, input.InstanceArn)
        // Permission sets are enabled for ever, and sealing is by the master key alone.
        if (input.EncryptionConfiguration !== undefined || input.PermissionSetsEnabled === false)
          throw refuseAccess('access.instance_setting')
        if (input.Name !== undefined) await access.tags.nameInstance(actor, input.Name)
        return {}
      },
    }),
    ...regionOperations(needs),
  ]
}

function regionOperations(needs: SsoAdminNeeds): readonly Operation[] {
  const { instance } = needs
  const { onInstance } = resources(needs)
  return [
    operation<ListRegionsCommandInput, ListRegionsCommandOutput>('ListRegions', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:ListRegions'),
      async handle(input) {
        check(input, { InstanceArn: rule.instanceArn, MaxResults: rule.maxResults, NextToken: rule.nextToken })
        requireInstance(instance, input.InstanceArn)
        return { Regions: [regionShape(instance)] }
      },
    }),
    operation<DescribeRegionCommandInput, DescribeRegionCommandOutput>('DescribeRegion', {
      plane: 'administration',
      readOnly: true,
      needs: () => onInstance('sso:DescribeRegion'),
      async handle(input) {
        check(input, {
          InstanceArn: rule.instanceArn,
          RegionName: text({ min: 1, max: 32, pattern: /([a-z]+-){2,3}\d/ }),
        })
        requireInstance(instance, input.InstanceArn)
        if (input.RegionName !== instance.region)
          throw refuseAccess('access.region_missing', { observed: input.RegionName ?? '', expected: instance.region })
        return regionShape(instance)
      },
    }),
  ]
}

const regionShape = ({ region, createdAt }: Instance): RegionMetadata => ({
  RegionName: region,
  Status: 'ACTIVE',
  AddedDate: new Date(createdAt),
  IsPrimaryRegion: true,
})

const instanceShape = (instance: Instance, name: string | undefined): InstanceMetadata => ({
  InstanceArn: instanceArn(instance),
  IdentityStoreId: instance.identityStoreId,
  IdentityStoreArn: identityStoreArn(instance),
  OwnerAccountId: instance.managementAccountId,
  ...(name === undefined ? {} : { Name: name }),
  CreatedDate: new Date(instance.createdAt),
  Status: 'ACTIVE',
  PrimaryRegion: instance.region,
  Regions: [regionShape(instance)],
})
