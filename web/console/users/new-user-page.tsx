import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import TokenGroup from '@cloudscape-design/components/token-group'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { GroupSummary } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { ChooseDialog } from '../forms/choose-dialog.tsx'
import { Failures } from '../forms/failures.tsx'
import { FormPage } from '../forms/form-page.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { Page } from '../frame/page.tsx'
import { type Fields, missing, newUser, withDisplayName } from './attributes.ts'
import { groupChoice } from './group-choice.ts'
import { callsOf, type FirstPassword, type MadeUser, makeUser, type WantedUser } from './new-user.ts'
import { OneTimePassword } from './one-time-password.tsx'
import { UserFields } from './user-fields.tsx'

const above = [{ text: 'Users', href: '#/users' }]

export default function NewUserPage() {
  const { portal } = useSession()
  const notify = useNotify()
  const [fields, setFields] = useState<Fields>({})
  const [first, setFirst] = useState<FirstPassword>('one-time')
  const [groups, setGroups] = useState<readonly GroupSummary[]>([])
  const [made, setMade] = useState<MadeUser>()
  const { identityStoreId } = portal
  const input = { IdentityStoreId: identityStoreId, ...newUser(fields) }
  const wanted: WantedUser = { identityStoreId, input, first, groups }
  const creation = useChange((_: undefined, api) => makeUser(api, wanted))
  const submit = () =>
    creation.mutate(undefined, {
      onSuccess: user => {
        if (first !== 'none' || user.notJoined.length > 0) return setMade(user)
        notify({ text: `${user.userName} was created.` })
        go(hrefOf(['users', user.userId]))
      },
    })
  if (made !== undefined) return <UserMade made={made} />
  return (
    <FormPage
      title="Create user"
      above={above}
      submitText="Create user"
      needs={[{ action: 'identitystore:CreateUser' }]}
      calls={callsOf(wanted)}
      busy={creation.isPending}
      error={creation.error}
      incomplete={missing(fields)}
      onSubmit={submit}
    >
      <Container header={<Header variant="h2">Who it is</Header>}>
        <UserFields fields={fields} onChange={after => setFields(before => withDisplayName(before, after))} />
      </Container>
      <FirstSignIn first={first} onChange={setFirst} />
      <FirstGroups groups={groups} onChange={setGroups} />
    </FormPage>
  )
}

interface FirstSignInProps {
  readonly first: FirstPassword
  onChange(first: FirstPassword): void
}

const FirstSignIn = ({ first, onChange }: FirstSignInProps) => (
  <Container header={<Header variant="h2">First sign-in</Header>}>
    <RadioGroup
      ariaLabel="First sign-in"
      value={first}
      onChange={({ detail }) => onChange(detail.value === 'none' ? 'none' : 'one-time')}
      items={[
        {
          value: 'one-time',
          label: 'With a one-time password',
          description: 'It is shown to you once; the first sign-in has to set another.',
        },
        { value: 'none', label: 'Not yet', description: 'The user has no password until you give one.' },
      ]}
    />
  </Container>
)

interface FirstGroupsProps {
  readonly groups: readonly GroupSummary[]
  onChange(groups: readonly GroupSummary[]): void
}

function FirstGroups({ groups, onChange }: FirstGroupsProps) {
  const [choosing, setChoosing] = useState(false)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="The user has what its groups have, at once."
          actions={
            <ActionButton
              needs={[{ action: 'identitystore:CreateGroupMembership' }]}
              formAction="none"
              onClick={() => setChoosing(true)}
            >
              Choose groups
            </ActionButton>
          }
        >
          Groups <i>– optional</i>
        </Header>
      }
    >
      {groups.length === 0 ? (
        'In no group yet.'
      ) : (
        <TokenGroup
          items={groups.map(({ displayName }) => ({ label: displayName, dismissLabel: `Leave out ${displayName}` }))}
          onDismiss={({ detail }) => onChange(groups.filter((_, place) => place !== detail.itemIndex))}
          limit={20}
          i18nStrings={{ limitShowMore: 'Show all', limitShowFewer: 'Show fewer' }}
        />
      )}
      {choosing && (
        <ChooseDialog
          title="Choose groups"
          verb="Choose"
          list={groupChoice}
          initial={groups}
          onDone={chosen => {
            onChange(chosen)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Container>
  )
}

/** What is to be handed over or put right; the user is there already. */
const UserMade = ({ made }: { readonly made: MadeUser }) => (
  <Page title={`${made.userName} was created`} above={above}>
    {made.password && <OneTimePassword userName={made.userName} password={made.password} />}
    {made.passwordError ? (
      <FailureNotice title="The user has no password yet: give one on the user's page" error={made.passwordError} />
    ) : null}
    <Failures
      what={`– ${made.userName} did not join`}
      failed={made.notJoined}
      label={({ displayName }) => displayName}
    />
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="primary" href={hrefOf(['users', made.userId])}>
        Open the user
      </Button>
      <Button href="#/users">Back to the users</Button>
    </SpaceBetween>
  </Page>
)
