import Button from '@cloudscape-design/components/button'
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

export interface Notice {
  readonly type?: 'success' | 'info' | 'warning' | 'error'
  readonly text: string
  readonly action?: { readonly text: string; readonly href: string }
}

type Notify = (notice: Notice) => void

const NotifyContext = createContext<Notify | undefined>(undefined)
const ShownContext = createContext<readonly FlashbarProps.MessageDefinition[]>([])

/** Says at the top of the page what was done; stays until it is dismissed, over changes of the view. */
export function useNotify(): Notify {
  const notify = useContext(NotifyContext)
  if (notify === undefined) throw new Error('used outside of NoticesProvider')
  return notify
}

/** More would hide the page. */
const MOST = 4

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([])
  const notify = useCallback<Notify>(notice => {
    setShown(before => [{ ...notice, id: (before[0]?.id ?? 0) + 1 }, ...before].slice(0, MOST))
  }, [])
  const messages = useMemo(
    () =>
      shown.map(
        ({ id, type = 'success', text, action }): FlashbarProps.MessageDefinition => ({
          id: String(id),
          type,
          content: text,
          statusIconAriaLabel: type,
          dismissible: true,
          dismissLabel: 'Dismiss',
          onDismiss: () => setShown(before => before.filter(one => one.id !== id)),
          ...(action === undefined ? {} : { action: <Button href={action.href}>{action.text}</Button> }),
        }),
      ),
    [shown],
  )
  return (
    <NotifyContext value={notify}>
      <ShownContext value={messages}>{children}</ShownContext>
    </NotifyContext>
  )
}

export const Notices = () => <Flashbar items={useContext(ShownContext)} />
