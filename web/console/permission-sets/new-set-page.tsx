import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { useChange } from '../api/use-api.ts'
import { FormPage } from '../forms/form-page.tsx'
import { setIdOf } from '../frame/links.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { creationCall, empty, policyCalls } from './definition.ts'
import { GeneralFields, PolicyFields } from './definition-fields.tsx'

export default function NewSetPage() {
  const { portal } = useSession()
  const notify = useNotify()
  const InstanceArn = portal.instanceArn
  const [value, setValue] = useState(empty)
  // Made once: when a later call fails, going on attaches what is still missing to the same permission set.
  const [made, setMade] = useState<string>()
  const [done, setDone] = useState(0)
  const creation = useChange(async (_: undefined, api) => {
    let PermissionSetArn = made
    if (PermissionSetArn === undefined) {
      const { operation, input } = creationCall(InstanceArn, value)
      const answer = await api.aws<{ PermissionSet: { PermissionSetArn: string } }>('sso-admin', operation, input)
      PermissionSetArn = answer.PermissionSet.PermissionSetArn
      setMade(PermissionSetArn)
    }
    const calls = policyCalls({ InstanceArn, PermissionSetArn }, empty, value)
    for (const [place, { operation, input }] of calls.entries()) {
      if (place >= done) await api.aws('sso-admin', operation, input)
      setDone(place + 1)
    }
    return PermissionSetArn
  })
  const shown = [
    creationCall(InstanceArn, value),
    ...policyCalls({ InstanceArn, PermissionSetArn: made ?? 'ARN_OF_THE_NEW_PERMISSION_SET' }, empty, value),
  ]
  return (
    <FormPage
      title="Create permission set"
      above={[{ text: 'Permission sets', href: '#/permission-sets' }]}
      submitText={made === undefined ? 'Create permission set' : 'Go on'}
      needs={[{ action: 'sso:CreatePermissionSet' }]}
      calls={shown}
      busy={creation.isPending}
      error={creation.error}
      incomplete={value.name.trim() === '' ? 'Still missing: name' : undefined}
      onSubmit={() =>
        creation.mutate(undefined, {
          onSuccess: arn => {
            notify({ text: `${value.name.trim()} was created. Assign it next.` })
            go(hrefOf(['permission-sets', setIdOf(arn)]))
          },
        })
      }
    >
      {made !== undefined && creation.error && (
        <Container>
          The permission set was made, with {done} of {shown.length - 1} policies. Correct what failed, then go on.
        </Container>
      )}
      <Container header={<Header variant="h2">General</Header>}>
        <SpaceBetween size="l">
          <FormField label="Name" description="Up to 32 letters, digits and +=,.@-_. It stays for life.">
            <Input
              value={value.name}
              onChange={({ detail }) => setValue({ ...value, name: detail.value })}
              disabled={made !== undefined}
              autoFocus
            />
          </FormField>
          <GeneralFields value={value} onChange={setValue} />
        </SpaceBetween>
      </Container>
      <PolicyFields value={value} onChange={setValue} />
    </FormPage>
  )
}
