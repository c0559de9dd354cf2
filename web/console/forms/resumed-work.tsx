import { useState } from 'react'
import { useApi } from '../api/use-api.ts'
import { useNotify } from '../frame/notices.tsx'
import { EachDialog } from './each-dialog.tsx'
import { type Step, unfinishedOf } from './unfinished.ts'

/** Goes on with what was under way when this page was reloaded. */
export function ResumedWork() {
  const { as } = useApi()
  const notify = useNotify()
  const [work, setWork] = useState(() => unfinishedOf(as))
  if (work === undefined) return null
  return (
    <EachDialog<Step>
      {...work}
      goesOn
      items={work.left}
      label={({ label }) => label}
      callOf={({ call }) => call}
      onDone={() => {
        notify({ text: `${work.title}: all of it is done.` })
        setWork(undefined)
      }}
      onDismiss={() => setWork(undefined)}
    />
  )
}
