import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import type { AccountPage, GroupPage, PermissionSetPage, UserPage } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { go, hrefOf } from './location.ts'

/** Of each kind. */
const SHOWN = 5

/** Finds users, groups, accounts and permission sets from anywhere; `/` jumps to it. */
export function GlobalSearch() {
  const [value, setValue] = useState('')
  const field = useRef<AutosuggestProps.Ref>(null)
  const { options, loading } = useFound(useDeferredValue(value.trim()))
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      field.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <Autosuggest
      ref={field}
      value={value}
      onChange={({ detail }) => setValue(detail.value)}
      onSelect={({ detail }) => {
        go(detail.value)
        setValue('')
      }}
      options={options}
      filteringType="manual"
      statusType={loading ? 'loading' : 'finished'}
      loadingText="Searching"
      placeholder="Search ( / )"
      ariaLabel="Search users, groups, accounts and permission sets"
      // What was typed leads nowhere by itself: the first key down is at the first that was found.
      hideEnteredTextOption
      empty={value.trim() === '' ? 'Type the beginning of a name or an e-mail address' : 'Nothing begins like that'}
    />
  )
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

function useFound(search: string): { readonly options: AutosuggestProps.Options; readonly loading: boolean } {
  const query = { search, limit: SHOWN }
  const enabled = search !== ''
  const users = useRead<UserPage>('/users', query, { enabled })
  const groups = useRead<GroupPage>('/groups', query, { enabled })
  const accounts = useRead<AccountPage>('/accounts', query, { enabled })
  const sets = useRead<PermissionSetPage>('/permission-sets', query, { enabled })
  if (!enabled) return { options: [], loading: false }
  const options = [
    section('Users', users.data?.users, user => ({
      value: hrefOf(['users', user.userId]),
      label: user.displayName ?? user.userName,
      description: user.userName,
    })),
    section('Groups', groups.data?.groups, group => ({
      value: hrefOf(['groups', group.groupId]),
      label: group.displayName,
      ...(group.description ? { description: group.description } : {}),
    })),
    section('AWS accounts', accounts.data?.accounts, account => ({
      value: hrefOf(['accounts', account.accountId]),
      label: account.name,
      description: account.accountId,
    })),
    section('Permission sets', sets.data?.permissionSets, set => ({
      value: hrefOf(['permission-sets', set.permissionSetArn.split('/').at(-1) ?? '']),
      label: set.name,
      ...(set.description ? { description: set.description } : {}),
    })),
  ].filter(({ options: found }) => found.length > 0)
  return { options, loading: [users, groups, accounts, sets].some(({ isFetching }) => isFetching) }
}

const section = <T,>(label: string, found: readonly T[] = [], option: (one: T) => AutosuggestProps.Option) => ({
  label,
  options: found.map(option),
})
