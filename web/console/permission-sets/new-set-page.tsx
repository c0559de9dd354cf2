import Alert from '@cloudscape-design/components/alert'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useSession } from '../../kit/session.ts'
import { FormPage } from '../forms/form-page.tsx'
import { setIdOf } from '../frame/links.tsx'
import { go, hrefOf } from '../frame/location.ts'
import { useNotify } from '../frame/notices.tsx'
import { TagFields } from '../settings/instance-tags.tsx'
import { type Definition, empty, firstProblem, problems } from './definition.ts'
import { type FieldsProps, GeneralFields } from './general-fields.tsx'
import { needsOf } from './needs.ts'
import { NewPolicies } from './new-policies.tsx'
import { changes, created, creation, newSet, type SetOf } from './steps.ts'
import { StepList, useSteps } from './use-steps.tsx'

/** What is on the server already, when something after the creation failed. */
interface Made {
  readonly set: SetOf
  readonly definition: Definition
}

export default function NewSetPage() {
  const [value, setValue] = useState(empty)
  const { made, steps, log, isPending, error, start } = useCreation(value)
  return (
    <FormPage
      title="Create permission set"
      description="What people may do in the accounts that they are assigned to with it."
      above={[{ text: 'Permission sets', href: '#/permission-sets' }]}
      submitText={made === undefined ? 'Create permission set' : 'Go on'}
      needs={needsOf(steps)}
      calls={steps.map(({ call }) => call)}
      busy={isPending}
      error={error}
      incomplete={firstProblem(value)}
      onSubmit={start}
    >
      {made !== undefined && error && <Unfinished made={made} left={steps.length} />}
      <StepList log={log} />
      <Container header={<Header variant="h2">General</Header>}>
        <SpaceBetween size="l">
          <NameField value={value} onChange={setValue} disabled={made !== undefined} />
          <GeneralFields value={value} onChange={setValue} />
        </SpaceBetween>
      </Container>
      <NewPolicies value={value} onChange={setValue} />
      <Container header={<Header variant="h2">Tags – optional</Header>}>
        <TagFields tags={value.tags} empty="No tags." onChange={tags => setValue({ ...value, tags })} />
      </Container>
    </FormPage>
  )
}

const NameField = ({ value, onChange, disabled }: FieldsProps & { readonly disabled: boolean }) => (
  <FormField
    label="Name"
    description="It stays for life: roles in accounts are called after it."
    constraintText="Up to 32 letters, digits and + = , . @ - _"
    errorText={problems.name(value.name)}
  >
    <Input
      value={value.name}
      onChange={({ detail }) => onChange({ ...value, name: detail.value })}
      disabled={disabled}
      autoComplete={false}
      autoFocus
    />
  </FormField>
)

const Unfinished = ({ made, left }: { readonly made: Made; readonly left: number }) => (
  <Alert
    type="warning"
    statusIconAriaLabel="Warning"
    header={`${made.definition.name} was created, but is not finished`}
    action={<a href={hrefOf(['permission-sets', setIdOf(made.set.PermissionSetArn)])}>Leave it as it is</a>}
  >
    {left === 1 ? 'One step is' : `${left} steps are`} left. Correct what failed, or take it out, then choose “Go on”.
    Nothing is done twice.
  </Alert>
)

/** Creates it, then brings what was made to what is wanted; after a failure from where it stands. */
function useCreation(value: Definition) {
  const { portal } = useSession()
  const notify = useNotify()
  const { log, isPending, error, start } = useSteps()
  const [made, setMade] = useState<Made>()
  const InstanceArn = portal.instanceArn
  const steps = stepsTo(value, made, InstanceArn)
  const run = () =>
    start(
      steps,
      async perform => {
        let now = made
        if (now === undefined) {
          const answer = await perform<{ PermissionSet: { PermissionSetArn: string } }>(creation(InstanceArn, value))
          const set = { InstanceArn, PermissionSetArn: answer.PermissionSet.PermissionSetArn }
          now = { set, definition: created(value) }
          setMade(now)
        }
        for (const change of changes(now.set, now.definition, value)) {
          await perform(change)
          now = { ...now, definition: change.after(now.definition) }
          setMade(now)
        }
        notify({ text: `${value.name.trim()} was created. Assign it next.` })
        go(hrefOf(['permission-sets', setIdOf(now.set.PermissionSetArn)]))
      },
      () => undefined,
    )
  return { made, steps, log, isPending, error, start: run }
}

const stepsTo = (value: Definition, made: Made | undefined, InstanceArn: string) =>
  made === undefined
    ? [creation(InstanceArn, value), ...changes(newSet(InstanceArn), created(value), value)]
    : changes(made.set, made.definition, value)
