import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Modal from '@cloudscape-design/components/modal'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { ManagedPolicyList, NewAccessKey } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { CommandView } from '../forms/command-view.tsx'
import { NewKeyShown } from './new-key-shown.tsx'

/** Makes a key with the rights of one policy, and shows its secret this once. */
export function NewKeyDialog({ onClose }: { onClose(): void }) {
  const [policyArn, setPolicyArn] = useState<string>()
  const creation = useChange((arn: string, api) => api.write<NewAccessKey>('POST', '/access-keys', { policyArn: arn }))
  const made = creation.data
  return (
    <Modal
      visible
      size="large"
      header={made ? 'Access key created' : 'Create access key'}
      closeAriaLabel="Close"
      onDismiss={({ detail }) => {
        // A click beside the dialog must not lose a secret that is shown once.
        if (made === undefined || detail.reason !== 'overlay') onClose()
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant={made ? 'primary' : 'link'} onClick={onClose}>
              {made ? 'Done' : 'Cancel'}
            </Button>
            {made === undefined && (
              <Button
                variant="primary"
                disabled={policyArn === undefined}
                disabledReason="Choose a policy"
                loading={creation.isPending}
                onClick={() => policyArn && creation.mutate(policyArn)}
              >
                Create
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      {made ? (
        <NewKeyShown accessKey={made} />
      ) : (
        <SpaceBetween size="m">
          <PolicyChoice value={policyArn} onChange={setPolicyArn} />
          <Alert type="info" statusIconAriaLabel="Note">
            The key belongs to an IAM user of the management account that is made for this policy. It does not expire:
            delete it when it is not needed any more.
          </Alert>
          {policyArn && <CommandView calls={[{ method: 'POST', path: '/access-keys', body: { policyArn } }]} />}
          {creation.error && <FailureNotice title="No key was made" error={creation.error} />}
        </SpaceBetween>
      )}
    </Modal>
  )
}

interface PolicyChoiceProps {
  readonly value: string | undefined
  onChange(arn: string | undefined): void
}

function PolicyChoice({ value, onChange }: PolicyChoiceProps) {
  const { data, error, isPending, refetch } = useRead<ManagedPolicyList>('/managed-policies')
  const options = (data?.policies ?? []).map(({ arn, name, description }) => ({
    value: arn,
    label: name,
    description,
  }))
  return (
    <>
      {error && <FailureNotice title="The policies could not be read" error={error} onRetry={() => void refetch()} />}
      <FormField
        label="Policy"
        description="What the key may do. Take the smallest that is enough: AWSSSOReadOnly reads, AWSSSODirectoryAdministrator keeps users and groups."
      >
        <Select
          selectedOption={options.find(option => option.value === value) ?? null}
          options={options}
          onChange={({ detail }) => onChange(detail.selectedOption.value)}
          filteringType="auto"
          filteringAriaLabel="Search policies"
          filteringPlaceholder="Search policies"
          placeholder="Choose a policy"
          statusType={isPending ? 'loading' : 'finished'}
          loadingText="Reading the policies"
          empty="No policy is known here"
          noMatch="No policy has such a name"
          expandToViewport
        />
      </FormField>
    </>
  )
}
