import Container from '@cloudscape-design/components/container'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { useChange } from '../api/use-api.ts'
import { FormPage } from '../forms/form-page.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { GroupFields } from './group-fields.tsx'

export default function NewGroupPage() {
  const { portal } = useSession()
  const notify = useNotify()
  const [{ displayName, description }, setFields] = useState({ displayName: '', description: '' })
  const input = {
    IdentityStoreId: portal.identityStoreId,
    DisplayName: displayName.trim(),
    ...(description.trim() === '' ? {} : { Description: description.trim() }),
  }
  const creation = useChange((_: undefined, api) =>
    api.aws<{ GroupId: string }>('identitystore', 'CreateGroup', input),
  )
  return (
    <FormPage
      title="Create group"
      above={[{ text: 'Groups', href: '#/groups' }]}
      submitText="Create group"
      needs={[{ action: 'identitystore:CreateGroup' }]}
      calls={[{ service: 'identitystore', operation: 'CreateGroup', input }]}
      busy={creation.isPending}
      error={creation.error}
      incomplete={displayName.trim() === '' ? 'Still missing: name' : undefined}
      onSubmit={() =>
        creation.mutate(undefined, {
          onSuccess: ({ GroupId }) => {
            notify({ text: `${displayName.trim()} was created. Add its members next.` })
            go(hrefOf(['groups', GroupId]))
          },
        })
      }
    >
      <Container>
        <GroupFields fields={{ displayName, description }} onChange={setFields} />
      </Container>
    </FormPage>
  )
}
