import SegmentedControl from '@cloudscape-design/components/segmented-control'
import { type Shell, shellNames } from './shells.ts'
import { stored, useStored } from './stored.ts'

const shells = Object.keys(shellNames) as Shell[]
const isShell = (value: unknown): value is Shell => shells.some(shell => shell === value)

const preferred = stored<Shell>('portico.shell', /Windows/.test(navigator.userAgent) ? 'powershell' : 'bash', isShell)

/** The shell that the person works with, remembered in this browser. */
export const useShell = () => useStored(preferred)

export function ShellChoice() {
  const [shell, update] = useShell()
  return (
    <SegmentedControl
      label="Shell"
      selectedId={shell}
      options={shells.map(id => ({ id, text: shellNames[id] }))}
      onChange={({ detail }) => update(now => (isShell(detail.selectedId) ? detail.selectedId : now))}
    />
  )
}
