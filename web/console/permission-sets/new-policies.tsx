import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import { BoundaryFields } from './boundary-fields.tsx'
import { CustomerFields } from './customer-fields.tsx'
import { boundaryProblem, nameOfArn, tooMany } from './definition.ts'
import type { FieldsProps } from './general-fields.tsx'
import { InlineEditor } from './inline-editor.tsx'
import { PolicyLink } from './managed-policy.tsx'
import { PolicyChoice } from './policy-choice.tsx'

/** The four kinds of policies of a permission set that is being made. */
export const NewPolicies = ({ value, onChange }: FieldsProps) => (
  <SpaceBetween size="l">
    <ManagedPolicies value={value} onChange={onChange} />
    <Part title="Inline policy – optional" text="It belongs to this permission set alone.">
      <InlineEditor value={value.inline} onChange={inline => onChange({ ...value, inline })} />
    </Part>
    <Part title="Customer managed policies – optional" text={CUSTOMER}>
      <CustomerFields value={value.customer} onChange={customer => onChange({ ...value, customer })} />
    </Part>
    <Part title="Permissions boundary – optional" text={BOUNDARY}>
      <FormField errorText={boundaryProblem(value.boundary)} stretch>
        <BoundaryFields value={value.boundary} onChange={boundary => onChange({ ...value, boundary })} />
      </FormField>
    </Part>
  </SpaceBetween>
)

export const CUSTOMER =
  'Policies of these names have to be in every account that gets the permission set; where one is missing, provisioning fails.'
export const BOUNDARY = 'The most that the permission set can give, whatever its policies say.'

interface PartProps {
  readonly title: string
  readonly text: string
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export const Part = ({ title, text, actions, children }: PartProps) => (
  <Container
    header={
      <Header variant="h2" description={text} actions={actions}>
        {title}
      </Header>
    }
  >
    {children}
  </Container>
)

function ManagedPolicies({ value, onChange }: FieldsProps) {
  const [choosing, setChoosing] = useState<readonly string[]>()
  const problem = tooMany(value)
  return (
    <Part
      title="AWS managed policies – optional"
      text="Policies that every account has."
      actions={
        <Button formAction="none" onClick={() => setChoosing(value.managed)}>
          Choose policies
        </Button>
      }
    >
      <SpaceBetween size="xs">
        {value.managed.length === 0 && <Box color="text-body-secondary">None.</Box>}
        {value.managed.map(arn => (
          <div key={arn} className="chosen-policy">
            <PolicyLink arn={arn} />
            <Button
              variant="inline-icon"
              iconName="close"
              formAction="none"
              ariaLabel={`Take ${nameOfArn(arn)} out`}
              onClick={() => onChange({ ...value, managed: value.managed.filter(one => one !== arn) })}
            />
          </div>
        ))}
        {problem && <Box color="text-status-error">{problem}</Box>}
      </SpaceBetween>
      {choosing && (
        <Modal
          visible
          size="large"
          header="Choose AWS managed policies"
          closeAriaLabel="Close"
          onDismiss={() => setChoosing(undefined)}
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" formAction="none" onClick={() => setChoosing(undefined)}>
                  Cancel
                </Button>
                <Button
                  variant="primary"
                  formAction="none"
                  onClick={() => {
                    onChange({ ...value, managed: choosing })
                    setChoosing(undefined)
                  }}
                >
                  {`Choose ${choosing.length}`}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <PolicyChoice chosen={choosing} onChange={setChoosing} />
        </Modal>
      )}
    </Part>
  )
}
