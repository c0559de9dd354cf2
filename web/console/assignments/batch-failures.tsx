import Box from '@cloudscape-design/components/box'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Batch, BatchRow, BatchRowPage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { hrefOf } from '../frame/location.ts'
import { FailureFacts } from './failure-facts.tsx'
import { failureGroups } from './failure-groups.ts'

/** Failures that are explained above the rows; the rest is in the rows. */
const EXPLAINED = 3
const READ = 100

/** Each different failure once: what, in which account, who must act. */
export function BatchFailures({ batch: { batchId, failed } }: { readonly batch: Batch }) {
  const path = `/assignment-batches/${encodeURIComponent(batchId)}/rows`
  const { data } = useRead<BatchRowPage>(path, { status: 'failed', limit: READ })
  const groups = failureGroups(data?.rows ?? [])
  if (groups.length === 0) return null
  return (
    <SpaceBetween size="s">
      {groups.slice(0, EXPLAINED).map(rows => (
        <Explained key={`${rows[0].accountId} ${rows[0].permissionSetArn} ${rows[0].failure}`} rows={rows} />
      ))}
      {(groups.length > EXPLAINED || failed > READ) && (
        <Box>There are more failures, each with its reason in the rows below.</Box>
      )}
    </SpaceBetween>
  )
}

function Explained({ rows }: { readonly rows: readonly [BatchRow, ...BatchRow[]] }) {
  const [{ accountId, accountName, permissionSetName, principal, failure }] = rows
  const who = rows.length === 1 ? principal.name : `${rows.length} users and groups`
  return (
    <FailureFacts
      title={`${permissionSetName} in ${accountName} (${accountId}) failed for ${who}`}
      text={failure ?? 'No reason was recorded.'}
      afterwards="Continue: what failed is tried again, and nothing else."
      links={[
        <Link key="account" href={hrefOf(['accounts', accountId], { tab: 'roles' })}>
          Permission sets in {accountName}
        </Link>,
      ]}
    />
  )
}
