import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import RadioGroup from '@cloudscape-design/components/radio-group'
import SpaceBetween from '@cloudscape-design/components/space-between'
import TokenGroup from '@cloudscape-design/components/token-group'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { useSession } from '../../kit/session.ts'
import type { Question } from '../api/permissions.ts'
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
import { invitationNeeds, oneTimePasswordNeeds } from './first-password.ts'
import { groupChoice } from './group-choice.ts'
import { InvitationSent } from './invitation.tsx'
import { callsOf, type FirstPassword, type MadeUser, makeUser, type WantedUser } from './new-user.ts'
import { OneTimePassword } from './one-time-password.tsx'
import { UserFields } from './user-fields.tsx'

const above = [{ text: 'Users', href: '#/users' }]

export default function NewUserPage() {
  const { portal } = useSession()
  const notify = useNotify()
  const [fields, setFields] = useState<Fields>({})
  const [first, setFirst] = useState<FirstPassword>('invitation')
  const [groups, setGroups] = useState<readonly GroupSummary[]>([])
  const [made, setMade] = useState<MadeUser>()
  const { identityStoreId } = portal
  const input = { IdentityStoreId: identityStoreId, ...newUser(fields) }
  const wanted: WantedUser = { identityStoreId, input, first, groups }
  const creation = useChange((_: undefined, api) => makeUser(api, wanted))
  const submit = () =>
    creation.mutate(undefined, {
      onSuccess: user => {
        const news = newsOf(user)
        if (news === undefined) return setMade(user)
        notify({ text: news })
        go(hrefOf(['users', user.userId]))
      },
    })
  if (made !== undefined) return <UserMade made={made} />
  return (
    <FormPage
      title="Create user"
      above={above}
      submitText="Create user"
      needs={needsOf(wanted)}
      calls={callsOf(wanted)}
      busy={creation.isPending}
      error={creation.error}
      incomplete={missing(fields) ?? unaddressed(fields, first)}
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

const needsOf = ({ first, groups }: WantedUser): readonly Question[] => [
  { action: 'identitystore:CreateUser' },
  ...(first === 'invitation' ? invitationNeeds : []),
  ...(first === 'one-time' ? oneTimePasswordNeeds : []),
  ...(groups.length > 0 ? [{ action: 'identitystore:CreateGroupMembership' }] : []),
]

const unaddressed = (fields: Fields, first: FirstPassword): string | undefined =>
  first === 'invitation' && (fields['emails.value'] ?? '').trim() === ''
    ? 'An invitation needs an e-mail address'
    : undefined

/** Undefined where there is more to say or to hand over than one sentence. */
function newsOf({ userName, first, notJoined }: MadeUser): string | undefined {
  if (notJoined.length > 0) return undefined
  if (first.how === 'none') return `${userName} was created.`
  if (first.how === 'invitation' && first.invitation.delivery === 'mail-server')
    return `${userName} was created, and the invitation is on its way to ${first.invitation.to}.`
  return undefined
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
      onChange={({ detail }) => onChange(detail.value as FirstPassword)}
      items={[
        {
          value: 'invitation',
          label: 'By an invitation',
          description: 'A mail brings a link with which the person sets the password. It needs the e-mail address.',
        },
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
    {made.first.how === 'invitation' && <InvitationSent invitation={made.first.invitation} />}
    {made.first.how === 'one-time' && <OneTimePassword userName={made.userName} password={made.first.password} />}
    {made.first.how === 'failed' && (
      <FailureNotice title="The user has no password yet: try again on the user’s page" error={made.first.error} />
    )}
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
