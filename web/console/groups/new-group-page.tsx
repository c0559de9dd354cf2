import Container from '@cloudscape-design/components/container'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { useChange } from '../api/use-api.ts'
import { FormPage } from '../forms/form-page.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { missing, newGroup } from './group.ts'
import { GroupFields } from './group-fields.tsx'

const above = [{ text: 'Groups', href: '#/groups' }]

export default function NewGroupPage() {
  const { portal } = useSession()
  const notify = useNotify()
  const [fields, setFields] = useState({ displayName: '', description: '' })
  const input = { IdentityStoreId: portal.identityStoreId, ...newGroup(fields) }
  const creation = useChange((_: undefined, api) => api.aws<{ GroupId: string }>('identitystore', 'CreateGroup', input))
  return (
    <FormPage
      title="Create group"
      description="A group gives the same access to all its members."
      above={above}
      submitText="Create group"
      needs={[{ action: 'identitystore:CreateGroup' }]}
      calls={[{ service: 'identitystore', operation: 'CreateGroup', input }]}
      busy={creation.isPending}
      error={creation.error}
      incomplete={missing(fields)}
      onSubmit={() =>
        creation.mutate(undefined, {
          onSuccess: ({ GroupId }) => {
            notify({ text: `${fields.displayName.trim()} was created. Add its members next.` })
            go(hrefOf(['groups', GroupId]))
          },
        })
      }
    >
      <Container>
        <GroupFields fields={fields} onChange={setFields} />
      </Container>
    </FormPage>
  )
}
