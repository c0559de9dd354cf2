import Grid from '@cloudscape-design/components/grid'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import type { AccountPage, AccountSummary, OrganizationTree } from '../api/types.ts'
import { useRead } from '../api/use-api.ts'
import { ActionButton } from '../forms/action-button.tsx'
import { hrefOf, useLocation } from '../frame/location.ts'
import { ListPage } from '../frame/page.tsx'
import { ServerTable } from '../list/server-table.tsx'
import { accountColumns } from './account-columns.tsx'
import { CreateAccount, CreateUnit, MoveAccount } from './account-dialogs.tsx'
import { Organization } from './organization-tree.tsx'

type Dialog = 'account' | 'unit' | 'move'

/** The organization, and the accounts of one of its units. */
export default function AccountsPage() {
  const unitId = useLocation().query.get('unit') ?? undefined
  const { data: organization, error, refetch } = useRead<OrganizationTree>('/organization')
  const [dialog, setDialog] = useState<Dialog>()
  const [selected, setSelected] = useState<readonly AccountSummary[]>([])
  const close = () => setDialog(undefined)
  const place = unitId ?? organization?.rootId ?? ''
  const [only] = selected
  return (
    <ListPage title="AWS accounts">
      {error && (
        <FailureNotice title="The organization could not be read" error={error} onRetry={() => void refetch()} />
      )}
      <Grid gridDefinition={[{ colspan: { default: 12, s: 4, l: 3 } }, { colspan: { default: 12, s: 8, l: 9 } }]}>
        {organization ? (
          <Organization
            organization={organization}
            chosen={place}
            actions={
              <ActionButton
                needs={[{ action: 'organizations:CreateOrganizationalUnit' }]}
                onClick={() => setDialog('unit')}
              >
                Create organizational unit
              </ActionButton>
            }
          />
        ) : (
          <div />
        )}
        <AccountTable
          unitId={unitId}
          name={nameOf(organization, unitId)}
          selection={{ selected, setSelected }}
          open={setDialog}
        />
      </Grid>
      {organization && dialog === 'account' && (
        <CreateAccount organization={organization} unitId={place} onClose={close} />
      )}
      {organization && dialog === 'unit' && <CreateUnit organization={organization} unitId={place} onClose={close} />}
      {organization && dialog === 'move' && only && (
        <MoveAccount
          organization={organization}
          account={only}
          onClose={() => {
            close()
            setSelected([])
          }}
        />
      )}
    </ListPage>
  )
}

const nameOf = (organization: OrganizationTree | undefined, unitId: string | undefined): string | undefined =>
  organization?.units.find(unit => unit.unitId === unitId)?.name

interface AccountTableProps {
  readonly unitId: string | undefined
  readonly name: string | undefined
  readonly selection: {
    readonly selected: readonly AccountSummary[]
    readonly setSelected: (accounts: readonly AccountSummary[]) => void
  }
  open(dialog: Dialog): void
}

const AccountTable = ({ unitId, name, selection: { selected, setSelected }, open }: AccountTableProps) => (
  <ServerTable<AccountSummary, AccountPage>
    id="accounts"
    title="AWS accounts"
    headingLevel="h1"
    {...(name === undefined ? {} : { description: `In and below ${name}` })}
    path="/accounts"
    query={{ unitId }}
    filtered={unitId !== undefined}
    rows={page => page.accounts}
    rowId={({ accountId }) => accountId}
    columns={accountColumns(true)}
    search="Name, id or e-mail address"
    selection={{ items: selected, onChange: setSelected, label: ({ name: of }) => of }}
    actions={<AccountActions selected={selected} open={open} />}
    empty={{
      title: 'No accounts',
      text: 'Create the first account, then assign users and groups to it.',
    }}
  />
)

interface ActionsProps {
  readonly selected: readonly AccountSummary[]
  open(dialog: Dialog): void
}

function AccountActions({ selected, open }: ActionsProps) {
  const accountIds = selected.map(({ accountId }) => accountId).join(',')
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ActionButton
        needs={[{ action: 'organizations:MoveAccount' }]}
        disabled={selected.length !== 1}
        disabledReason="Choose one account first"
        onClick={() => open('move')}
      >
        Move
      </ActionButton>
      <ActionButton needs={[{ action: 'organizations:CreateAccount' }]} onClick={() => open('account')}>
        Create account
      </ActionButton>
      <ActionButton
        variant="primary"
        needs={[{ action: 'sso:CreateAccountAssignment' }]}
        href={hrefOf(['assign'], { accountIds })}
      >
        Assign users or groups
      </ActionButton>
    </SpaceBetween>
  )
}
