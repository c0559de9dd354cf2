import Box from '@cloudscape-design/components/box'
import Link from '@cloudscape-design/components/link'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Spinner from '@cloudscape-design/components/spinner'
import { useState } from 'react'
import { CodeBlock } from '../../kit/code-block.tsx'
import { failureOf } from '../../kit/failure.ts'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { ManagedPolicy, ManagedPolicyList } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { laidOut } from '../forms/policy-text.ts'
import { nameOfArn } from './definition.ts'

export type KnownPolicy = ManagedPolicyList['policies'][number]

/** Those whose documents are known here; in a real account there are more. */
export const useKnownPolicies = () => useRead<ManagedPolicyList>('/managed-policies')

/** What the policy allows, as far as it is known here. */
export function PolicyDocument({ name }: { readonly name: string }) {
  const { data, error, isPlaceholderData } = useRead<ManagedPolicy>(`/managed-policies/${encodeURIComponent(name)}`)
  if (error && failureOf(error).code === 'policy.unknown_managed_policy')
    return (
      <Box color="text-body-secondary">
        Its document is not known here. In a real AWS account the policy of this ARN holds, if there is one.
      </Box>
    )
  if (error) return <FailureNotice title={`The document of ${name} could not be read`} error={error} />
  if (data === undefined || isPlaceholderData)
    return (
      <Box>
        <Spinner /> Loading the document
      </Box>
    )
  return (
    <SpaceBetween size="xs">
      <Box>{data.description}</Box>
      <div className="policy-document">
        <CodeBlock label={`Policy document of ${name}`} text={laidOut(data.document)} />
      </div>
    </SpaceBetween>
  )
}

/** The name, which shows the document. */
export function PolicyLink({ arn }: { readonly arn: string }) {
  const [open, setOpen] = useState(false)
  const name = nameOfArn(arn)
  return (
    <>
      <Link onFollow={() => setOpen(true)} ariaLabel={`${name}: show the policy document`}>
        {name}
      </Link>
      {open && (
        <Modal visible size="large" header={name} closeAriaLabel="Close" onDismiss={() => setOpen(false)}>
          <SpaceBetween size="s">
            <Box variant="code">{arn}</Box>
            <PolicyDocument name={name} />
          </SpaceBetween>
        </Modal>
      )}
    </>
  )
}
