import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import LiveRegion from '@cloudscape-design/components/live-region'
import Pagination from '@cloudscape-design/components/pagination'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import TextFilter, { type TextFilterProps } from '@cloudscape-design/components/text-filter'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useSession } from '../kit/session.ts'
import type { useRoleIndex } from './access.ts'
import type { Account } from './access-api.ts'
import { AccountSection } from './account-section.tsx'
import type { Place } from './places.ts'
import { type Match, searchAccounts } from './search.ts'

const accountsPerPage = 50

interface AccountListProps {
  /** Undefined while the first page is being loaded. */
  readonly accounts: readonly Account[] | undefined
  readonly complete: boolean
  readonly index: ReturnType<typeof useRoleIndex>
  readonly onKeys: (place: Place) => void
  readonly onShortcut: () => void
}

export function AccountList({ accounts = [], complete, index, onKeys, onShortcut }: AccountListProps) {
  const [text, setText] = useState('')
  const [page, setPage] = useState(1)
  const searched = useDeferredValue(text)
  const { roles } = index
  const matches = useMemo(() => searchAccounts(accounts, id => roles.get(id), searched), [accounts, roles, searched])
  const pages = Math.max(1, Math.ceil(matches.length / accountsPerPage))
  const current = Math.min(page, pages)
  const shown = matches.slice((current - 1) * accountsPerPage, current * accountsPerPage)

  if (complete && accounts.length === 0) return <NoAccounts />
  return (
    <section aria-labelledby="accounts-heading">
      <Header
        variant="h2"
        description={<LoadingState complete={complete} index={index} />}
        counter={complete ? `(${accounts.length})` : `(${accounts.length}+)`}
        actions={<Button onClick={onShortcut}>Create shortcut</Button>}
      >
        <span id="accounts-heading">AWS accounts</span>
      </Header>
      <div className="toolbar">
        <AccountSearch
          text={text}
          found={matches.length}
          onChange={next => {
            setText(next)
            setPage(1)
          }}
        />
        {pages > 1 && (
          <Pagination
            currentPageIndex={current}
            pagesCount={pages}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
            ariaLabels={{
              paginationLabel: 'Pages of accounts',
              previousPageLabel: 'Previous page',
              nextPageLabel: 'Next page',
              pageLabel: number => `Page ${number}`,
            }}
          />
        )}
      </div>
      {complete && matches.length === 0 && <NothingFound text={text} onClear={() => setText('')} />}
      <Sections key={searched} matches={shown} alone={matches.length === 1} index={index} onKeys={onKeys} />
    </section>
  )
}

interface SectionsProps {
  readonly matches: readonly Match[]
  /** With one account only, there is nothing to choose before its roles. */
  readonly alone: boolean
  readonly index: ReturnType<typeof useRoleIndex>
  readonly onKeys: (place: Place) => void
}

/** Remounted with each search, so that what a search opens is closed again after it. */
function Sections({ matches, alone, index, onKeys }: SectionsProps) {
  const { want } = index
  return (
    <div className="accounts">
      {matches.map(({ account, roles }) => (
        <AccountSection
          key={account.accountId}
          account={account}
          shownRoles={roles === 'all' ? index.roles.get(account.accountId) : roles}
          failure={index.failed.get(account.accountId)}
          openAtFirst={alone || roles !== 'all'}
          want={want}
          onKeys={onKeys}
        />
      ))}
    </div>
  )
}

interface AccountSearchProps {
  readonly text: string
  readonly found: number
  readonly onChange: (text: string) => void
}

function AccountSearch({ text, found, onChange }: AccountSearchProps) {
  const input = useRef<TextFilterProps.Ref>(null)
  useEffect(() => {
    const focusSearch = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', focusSearch)
    return () => document.removeEventListener('keydown', focusSearch)
  }, [])
  return (
    <TextFilter
      ref={input}
      filteringText={text}
      filteringPlaceholder="Find by account name, id or permission set"
      filteringAriaLabel="Find accounts by name, id or permission set"
      filteringClearAriaLabel="Clear the search"
      countText={found === 1 ? '1 account' : `${found} accounts`}
      onChange={({ detail }) => onChange(detail.filteringText)}
    />
  )
}

/** A slash typed into a field is a slash, and behind a dialog there is no search to go to. */
const isTyping = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null) ||
  document.querySelector('[role=dialog]') !== null

/** Always one line, so that the list below does not move when everything is loaded. */
function LoadingState({ complete, index }: Pick<AccountListProps, 'complete' | 'index'>) {
  const { roles, failed, total, retryFailed } = index
  const settled = roles.size + failed.size
  if (!complete && total === 0) return <StatusIndicator type="loading">Loading your accounts</StatusIndicator>
  const loading = !complete || settled < total
  return (
    <>
      {loading && (
        <StatusIndicator type="loading">
          Loading permission sets: {settled} of {total}
          {complete ? '' : '+'} accounts. The search finds what is loaded.
        </StatusIndicator>
      )}
      {!loading && failed.size > 0 && (
        <StatusIndicator type="warning" iconAriaLabel="Warning">
          The permission sets of {failed.size} of {total} accounts could not be loaded.{' '}
          <Button variant="inline-link" onClick={retryFailed}>
            Try again
          </Button>
        </StatusIndicator>
      )}
      {!loading && failed.size === 0 && 'Open an account to see its permission sets.'}
      <LiveRegion hidden>{loading ? '' : `${total} accounts loaded with their permission sets.`}</LiveRegion>
    </>
  )
}

function NothingFound({ text, onClear }: { text: string; onClear: () => void }) {
  return (
    <Box textAlign="center" padding="l">
      <Box variant="p">
        None of your accounts or permission sets matches <b>{text}</b>.
      </Box>
      <Button onClick={onClear}>Clear the search</Button>
    </Box>
  )
}

function NoAccounts() {
  const { user } = useSession()
  return (
    <Box textAlign="center" padding="xxl">
      <Box variant="h2">No account is assigned to you yet</Box>
      <Box color="text-body-secondary">
        Ask your administrator to assign an AWS account and a permission set to you (<b>{user.userName}</b>) or to one
        of your groups. It appears here by itself.
      </Box>
    </Box>
  )
}
