import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import TreeView from '@cloudscape-design/components/tree-view'
import { type ReactNode, useState } from 'react'
import type { OrganizationTree } from '../api/types.ts'
import { hrefOf } from '../frame/location.ts'
import { choicesOf, type TreeUnit, treeOf } from './unit-tree.ts'

interface TreeProps {
  readonly organization: OrganizationTree
  readonly chosen: string
  readonly actions: ReactNode
}

/** The organizational units; choosing one narrows the list of accounts to what is in and below it. */
export function Organization({ organization, chosen, actions }: TreeProps) {
  const root = treeOf(organization)
  const [closed, setClosed] = useState<readonly string[]>([])
  return (
    <Container header={<Header variant="h2">Organization</Header>} footer={actions}>
      <TreeView<TreeUnit>
        ariaLabel="Organizational units"
        items={[root]}
        getItemId={({ unitId }) => unitId}
        getItemChildren={({ units }) => units}
        expandedItems={choicesOf(root)
          .map(({ unitId }) => unitId)
          .filter(unitId => !closed.includes(unitId))}
        onItemToggle={({ detail: { id, expanded } }) =>
          setClosed(before => (expanded ? before.filter(one => one !== id) : [...before, id]))
        }
        renderItem={unit => ({
          content: <Unit unit={unit} isRoot={unit.unitId === root.unitId} chosen={unit.unitId === chosen} />,
          announcementLabel: unit.name,
        })}
        i18nStrings={{
          expandButtonLabel: ({ name }) => `Show what is below ${name}`,
          collapseButtonLabel: ({ name }) => `Hide what is below ${name}`,
        }}
      />
    </Container>
  )
}

interface UnitProps {
  readonly unit: TreeUnit
  readonly isRoot: boolean
  readonly chosen: boolean
}

function Unit({ unit: { unitId, name, accounts }, isRoot, chosen }: UnitProps) {
  const count = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`
  return (
    <>
      {chosen ? (
        <b aria-current="true">{name}</b>
      ) : (
        <Link href={hrefOf(['accounts'], isRoot ? {} : { unit: unitId })}>{name}</Link>
      )}{' '}
      <Box variant="small" color="text-body-secondary" display="inline">
        {count}
      </Box>
    </>
  )
}
