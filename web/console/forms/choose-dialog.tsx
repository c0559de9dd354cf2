import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { AwsService } from '../api/call.ts'
import { type Column, ServerTable } from '../list/server-table.tsx'
import { CommandView } from './command-view.tsx'
import { EachProgress, Footer } from './each-dialog.tsx'
import { Failures } from './failures.tsx'
import { useEach } from './use-each.ts'

interface AwsCall {
  readonly service: AwsService
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A list to choose from. */
export interface Choice<T, Page> {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly rows: (page: Page) => readonly T[]
  readonly rowId: (row: T) => string
  readonly columns: readonly Column<T>[]
  readonly search: string
  readonly label: (row: T) => string
}

interface ChooseDialogProps<T, Page> {
  readonly title: string
  readonly verb: string
  readonly list: Choice<T, Page>
  /** What is called for each that was chosen; absent: nothing, they are only chosen. */
  readonly callOf?: (row: T) => AwsCall
  /** The refusal that means that it was so before, and is no failure. */
  readonly alreadySo?: string
  /** As `Failures` says it. */
  readonly failed?: string
  readonly initial?: readonly T[]
  onDone(chosen: readonly T[]): void
  onClose(): void
}

function nothingIsCalled(): never {
  throw new Error('they are only chosen')
}

/** Chooses some among many, and does the same for each of them. What fails stays chosen; what was done stays done. */
export function ChooseDialog<T, Page extends { readonly next?: string }>(props: ChooseDialogProps<T, Page>) {
  const { title, verb, list, callOf, alreadySo, failed = 'were not added', initial = [], onDone, onClose } = props
  const [chosen, setChosen] = useState(initial)
  const each = useEach<T>({
    ...{ title, verb, failed, label: list.label, callOf: callOf ?? nothingIsCalled },
    ...(alreadySo === undefined ? {} : { alreadySo }),
  })
  const start = () => {
    if (callOf === undefined) return onDone(chosen)
    each.start(chosen, left => {
      setChosen(left)
      if (left.length === 0) onDone(chosen)
    })
  }
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel="Close"
      onDismiss={() => !each.running && onClose()}
      footer={
        <Footer
          verb={chosen.length === 0 ? verb : `${verb} ${chosen.length.toLocaleString()}`}
          running={each.running}
          disabled={chosen.length === 0 && initial.length === 0}
          disabledReason="Choose at least one"
          onStart={start}
          onStop={each.stop}
          onClose={onClose}
        />
      }
    >
      <SpaceBetween size="m">
        <ServerTable<T, Page>
          {...list}
          variant="embedded"
          inAddress={false}
          selection={{ items: chosen, onChange: setChosen, label: list.label }}
          empty={{ title: 'Nothing to choose', text: 'There is none yet.' }}
        />
        <EachProgress {...each} />
        <Failures what={failed} failed={each.failed} label={list.label} />
        {callOf && chosen.length > 0 && <CommandView calls={chosen.slice(0, 20).map(callOf)} />}
      </SpaceBetween>
    </Modal>
  )
}
