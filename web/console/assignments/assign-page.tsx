import Wizard from '@cloudscape-design/components/wizard'
import { useState } from 'react'
import type { Batch } from '../api/types.ts'
import { useChange } from '../api/use-api.ts'
import { go, hrefOf, useLocation } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { AccountStep, PrincipalStep, SetStep } from './choose-steps.tsx'
import { Review, ReviewActions } from './review-step.tsx'
import { usePreset } from './use-preset.ts'
import { batchOf, objection, type Wanted } from './wanted.ts'

const texts = {
  stepNumberLabel: (step: number) => `Step ${step}`,
  collapsedStepsLabel: (step: number, steps: number) => `Step ${step} of ${steps}`,
  navigationAriaLabel: 'Steps',
  errorIconAriaLabel: 'Error',
  cancelButton: 'Cancel',
  previousButton: 'Previous',
  nextButton: 'Next',
  submitButton: 'Assign',
}

const REVIEW = 3
const above = [{ text: 'AWS accounts', href: '#/accounts' }]

/** Users and groups × accounts × permission sets, in four steps. */
export default function AssignPage() {
  const preset = usePreset(useLocation().query)
  return (
    <ListPage title="Assign users or groups" above={above}>
      {/* What was named in the address is known a moment later: the steps begin anew with it. */}
      <Steps key={preset.key} initial={preset.wanted} />
    </ListPage>
  )
}

function Steps({ initial }: { readonly initial: Wanted }) {
  const [wanted, setWanted] = useState(initial)
  const [step, setStep] = useState(0)
  const [tried, setTried] = useState(false)
  const create = useCreate(wanted)
  const change = (changes: Partial<Wanted>) => setWanted(before => ({ ...before, ...changes }))
  const show = (next: number) => {
    const stays = [0, 1, 2].find(one => one >= Math.min(step, next) && one < next && objection(one, wanted))
    setTried(stays !== undefined)
    setStep(stays ?? next)
  }
  const problem = tried ? objection(step, wanted) : undefined
  const chosen = { wanted, change }
  return (
    <Wizard
      i18nStrings={texts}
      activeStepIndex={step}
      onNavigate={({ detail }) => show(detail.requestedStepIndex)}
      onCancel={() => go('#/accounts')}
      customPrimaryActions={
        step === REVIEW ? (
          <ReviewActions busy={create.isPending} onPrevious={() => show(step - 1)} onSubmit={() => create.mutate()} />
        ) : undefined
      }
      steps={[
        {
          title: 'Choose accounts',
          description: 'In which accounts should they get access?',
          content: <AccountStep {...chosen} />,
        },
        {
          title: 'Choose users and groups',
          description: 'Groups spare you many assignments: whoever joins one later gets the access with it.',
          content: <PrincipalStep {...chosen} />,
        },
        {
          title: 'Choose permission sets',
          description: 'What may they do there? Each user and group gets every permission set in every account.',
          content: <SetStep {...chosen} />,
        },
        {
          title: 'Review and assign',
          content: <Review wanted={wanted} error={create.error} onEdit={show} />,
        },
      ].map((one, place) => (place === step ? { ...one, errorText: problem } : one))}
    />
  )
}

function useCreate(wanted: Wanted) {
  const creation = useChange((_: undefined, api) => api.write<Batch>('POST', '/assignment-batches', batchOf(wanted)))
  const mutate = () =>
    creation.mutate(undefined, { onSuccess: ({ batchId }) => go(hrefOf(['assignment-batches', batchId])) })
  return { ...creation, mutate }
}
