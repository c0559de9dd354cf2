import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { PermissionSetPage, PermissionSetSummary } from '../api/types.ts'
import { useChange, useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { CommandView } from '../forms/command-view.tsx'
import { DeleteDialog } from '../forms/delete-dialog.tsx'
import { Copied, Facts } from '../frame/facts.tsx'
import { ProvisioningSummary } from '../frame/links.tsx'
import { go } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { Page } from '../frame/page.tsx'
import { ViewTabs } from '../frame/tabs.tsx'
import type { ViewProps } from '../frame/views.tsx'
import { AssignmentTable, assignHref } from '../list/assignment-table.tsx'
import { EventTable } from '../list/event-table.tsx'
import { RoleTable } from '../list/role-table.tsx'
import { type Definition, policyCalls, type SetOf, updateCall } from './definition.ts'
import { GeneralFields, PolicyFields } from './definition-fields.tsx'
import { useDefinition } from './use-definition.ts'

const above = [{ text: 'Permission sets', href: '#/permission-sets' }]

export default function SetPage({ ids: { setId = '' } }: ViewProps) {
  const { portal } = useSession()
  const InstanceArn = portal.instanceArn
  const PermissionSetArn = `${InstanceArn.replace(':instance/', ':permissionSet/')}/${setId}`
  const set = { InstanceArn, PermissionSetArn }
  const { data, error, refetch } = useDefinition(set)
  // While roles are brought up to date the counts change.
  const all = useRead<PermissionSetPage>(
    '/permission-sets',
    { permissionSetArn: PermissionSetArn },
    { refetchInterval: 5_000 },
  )
  const summary = all.data?.permissionSets.find(one => one.permissionSetArn === PermissionSetArn)
  if (data === undefined)
    return (
      <Page title="Permission set" above={above}>
        {error ? (
          <FailureNotice title="The permission set could not be read" error={error} onRetry={() => void refetch()} />
        ) : (
          <Box>Loading the permission set</Box>
        )}
      </Page>
    )
  const query = { permissionSetArn: PermissionSetArn }
  const tabs = [
    {
      id: 'definition',
      label: 'Definition',
      content: <EditSet key={JSON.stringify(data)} set={set} definition={data} />,
    },
    { id: 'roles', label: 'Where it is provisioned', content: <RoleTable query={query} without="set" /> },
    {
      id: 'assignments',
      label: 'Assignments',
      content: (
        <AssignmentTable query={query} without={['set']} assignHref={assignHref({ setArn: PermissionSetArn })} />
      ),
    },
    {
      id: 'events',
      label: 'Events',
      content: <EventTable query={{ resourceName: PermissionSetArn }} title="Events about this permission set" />,
    },
  ]
  return (
    <Page
      title={data.name}
      description={data.description}
      above={above}
      actions={<DeleteSet set={set} name={data.name} summary={summary} />}
    >
      {summary && <Outdated set={set} summary={summary} />}
      <Facts
        facts={[
          ['ARN', <Copied key="arn" value={PermissionSetArn} name="ARN" />],
          ['Accounts', summary?.accounts],
          [
            'Provisioning',
            summary && (
              <ProvisioningSummary outdated={summary.outdated} failed={summary.failed} roles={summary.accounts} />
            ),
          ],
        ]}
      />
      <ViewTabs label={`About ${data.name}`} tabs={tabs} />
    </Page>
  )
}

/** A change reaches accounts only when it is provisioned there. */
function Outdated({ set, summary }: { readonly set: SetOf; readonly summary: PermissionSetSummary }) {
  const notify = useNotify()
  const push = useChange((_: undefined, api) =>
    api.aws('sso-admin', 'ProvisionPermissionSet', { ...set, TargetType: 'ALL_PROVISIONED_ACCOUNTS' }),
  )
  const count = summary.outdated + summary.failed
  if (count === 0) return null
  return (
    <Alert
      type="warning"
      statusIconAriaLabel="Warning"
      header={`${count} of ${summary.accounts} accounts do not have the present definition`}
      action={
        <ActionButton
          needs={[{ action: 'sso:ProvisionPermissionSet' }]}
          loading={push.isPending}
          onClick={() =>
            push.mutate(undefined, { onSuccess: () => notify({ text: 'The accounts are brought up to date.' }) })
          }
        >
          Provision to all accounts
        </ActionButton>
      }
    >
      People who enter these accounts still get what the permission set was before.
      {push.error && <FailureNotice title="It was not asked for" error={push.error} />}
    </Alert>
  )
}

function EditSet({ set, definition }: { readonly set: SetOf; readonly definition: Definition }) {
  const notify = useNotify()
  const [value, setValue] = useState(definition)
  const general = JSON.stringify([value.description, value.duration, value.relayState])
  const before = JSON.stringify([definition.description, definition.duration, definition.relayState])
  const calls = [...(general === before ? [] : [updateCall(set, value)]), ...policyCalls(set, definition, value)]
  const change = useChange(async (_: undefined, api) => {
    for (const { operation, input } of calls) await api.aws('sso-admin', operation, input)
  })
  const save = () =>
    change.mutate(undefined, {
      onSuccess: () => notify({ text: `${definition.name} was changed. Provision it next.` }),
    })
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">General</Header>}>
        <GeneralFields value={value} onChange={setValue} />
      </Container>
      <PolicyFields value={value} onChange={setValue} />
      {calls.length > 0 && <CommandView calls={calls} />}
      {change.error && (
        <FailureNotice title="Not all of it was changed; what was is shown after a reload" error={change.error} />
      )}
      <ActionButton
        variant="primary"
        needs={[{ action: 'sso:UpdatePermissionSet' }, { action: 'sso:PutInlinePolicyToPermissionSet' }]}
        disabled={calls.length === 0}
        disabledReason="Nothing is different yet"
        loading={change.isPending}
        onClick={save}
      >
        Save changes
      </ActionButton>
    </SpaceBetween>
  )
}

interface DeleteSetProps {
  readonly set: SetOf
  readonly name: string
  readonly summary: PermissionSetSummary | undefined
}

function DeleteSet({ set, name, summary }: DeleteSetProps) {
  const notify = useNotify()
  const [open, setOpen] = useState(false)
  const assigned = summary?.assignments ?? 0
  return (
    <>
      <ActionButton
        needs={[{ action: 'sso:DeletePermissionSet' }]}
        disabled={assigned > 0}
        disabledReason={`It is assigned ${assigned} times. Remove the assignments first.`}
        onClick={() => setOpen(true)}
      >
        Delete
      </ActionButton>
      {open && (
        <DeleteDialog
          title={`Delete permission set ${name}`}
          name={name}
          consequences={<Box>Its definition goes. Nobody is assigned with it, so nobody loses access.</Box>}
          calls={[{ service: 'sso-admin', operation: 'DeletePermissionSet', input: { ...set } }]}
          onDelete={api => api.aws('sso-admin', 'DeletePermissionSet', set)}
          onDone={() => {
            notify({ text: `${name} was deleted.` })
            go('#/permission-sets')
          }}
          onDismiss={() => setOpen(false)}
        />
      )}
    </>
  )
}
