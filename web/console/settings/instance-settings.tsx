import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import { formatInstant } from '../../kit/time.ts'
import { useAws } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { InstanceTags } from './instance-tags.tsx'
import { RenameInstance } from './rename-instance.tsx'

/** As `sso:DescribeInstance` answers; dates are seconds since 1970. */
interface Instance {
  readonly Name?: string
  readonly Status?: string
  readonly OwnerAccountId?: string
  readonly CreatedDate?: number
}

/** The instance: what it is called and where it is reached. */
export function InstanceSettings() {
  const { portal } = useSession()
  const InstanceArn = portal.instanceArn
  const { data, error, refetch } = useAws<Instance>('sso-admin', 'DescribeInstance', { InstanceArn })
  const [renaming, setRenaming] = useState(false)
  const rename = (
    <ActionButton
      needs={[{ action: 'sso:UpdateInstance', resource: InstanceArn }]}
      disabled={data === undefined}
      onClick={() => setRenaming(true)}
    >
      Rename
    </ActionButton>
  )
  return (
    <SpaceBetween size="l">
      {error && <FailureNotice title="The instance could not be read" error={error} onRetry={() => void refetch()} />}
      <Container
        header={
          <Header variant="h2" actions={rename}>
            Instance
          </Header>
        }
      >
        <Facts
          facts={[
            ['Name', data?.Name],
            ['Instance ARN', <Copied key="arn" name="instance ARN" value={portal.instanceArn} />],
            ['Identity store id', <Copied key="store" name="identity store id" value={portal.identityStoreId} />],
            ['Region', <Copied key="region" name="Region" value={portal.region} />],
            ['Management account', data?.OwnerAccountId],
            ['Created', data?.CreatedDate === undefined ? undefined : formatInstant(data.CreatedDate * 1000)],
          ]}
        />
      </Container>
      <Addresses />
      <InstanceTags instanceArn={InstanceArn} />
      {renaming && (
        <RenameInstance instanceArn={InstanceArn} name={data?.Name ?? ''} onClose={() => setRenaming(false)} />
      )}
    </SpaceBetween>
  )
}

/** Where people, the AWS CLI and SDKs reach this portal. */
function Addresses() {
  const { portal } = useSession()
  const { url, startUrl, aliasStartUrl, accountsEndpoint } = portal
  return (
    <Container header={<Header variant="h2">Addresses</Header>}>
      <Facts
        facts={[
          ['Access portal (start URL)', <Copied key="start" name="start URL" value={startUrl} />],
          ['Start URL for the AWS CLI', <Copied key="alias" name="start URL for the AWS CLI" value={aliasStartUrl} />],
          ['Endpoint of the AWS APIs', <Copied key="api" name="endpoint of the AWS APIs" value={url} />],
          ['API of this portal', <Copied key="own" name="address of the API" value={`${url}/api/v1`} />],
          [
            'API description (OpenAPI)',
            <Copied key="openapi" name="address of OpenAPI" value={`${url}/api/v1/openapi.json`} />,
          ],
          [
            'Accounts answer at',
            accountsEndpoint === undefined ? (
              'AWS'
            ) : (
              <Copied key="accounts" name="endpoint of the accounts" value={accountsEndpoint} />
            ),
          ],
        ]}
      />
    </Container>
  )
}
