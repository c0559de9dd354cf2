import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Header from '@cloudscape-design/components/header'
import Input from '@cloudscape-design/components/input'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { useState } from 'react'
import { FailureNotice } from '../../kit/failure-notice.tsx'
import { nameOfArn, problems } from './definition.ts'
import { type KnownPolicy, PolicyDocument, useKnownPolicies } from './managed-policy.tsx'

interface PolicyChoiceProps {
  /** ARNs. */
  readonly chosen: readonly string[]
  /** Not offered: they are there already. */
  readonly attached?: readonly string[]
  readonly single?: boolean
  onChange(chosen: readonly string[]): void
}

/** AWS managed policies to choose from, with their documents; others by their ARN. */
export function PolicyChoice({ chosen, attached = [], single = false, onChange }: PolicyChoiceProps) {
  const { data, error, isPending, refetch } = useKnownPolicies()
  const [search, setSearch] = useState('')
  const [shown, setShown] = useState<string>()
  const known = data?.policies ?? []
  const others = chosen.filter(arn => !known.some(one => one.arn === arn)).map(unknownPolicy)
  const all = [...others, ...known].filter(({ arn }) => !attached.includes(arn))
  const found = all.filter(one => fits(one, search))
  return (
    <SpaceBetween size="m">
      {error && <FailureNotice title="The list could not be read" error={error} onRetry={() => void refetch()} />}
      <Table<KnownPolicy>
        variant="borderless"
        header={
          <Header variant="h3" counter={chosen.length > 0 ? `(${chosen.length} chosen)` : `(${all.length})`}>
            Known AWS managed policies
          </Header>
        }
        items={found}
        trackBy="arn"
        loading={isPending}
        loadingText="Loading"
        selectionType={single ? 'single' : 'multi'}
        selectedItems={all.filter(({ arn }) => chosen.includes(arn))}
        onSelectionChange={({ detail }) => {
          // What the search hides stays chosen.
          const hidden = single ? [] : chosen.filter(arn => !found.some(one => one.arn === arn))
          onChange([...hidden, ...detail.selectedItems.map(({ arn }) => arn)])
        }}
        columnDefinitions={columns(shown, setShown)}
        wrapLines
        filter={
          <TextFilter
            filteringText={search}
            filteringPlaceholder="Find policies by name or what they allow"
            filteringAriaLabel="Find policies"
            filteringClearAriaLabel="Clear"
            countText={search === '' ? '' : `${found.length} found`}
            onChange={({ detail }) => setSearch(detail.filteringText)}
          />
        }
        empty={<Box color="text-body-secondary">No policy fits. One that is not listed can be given by its ARN.</Box>}
        ariaLabels={{
          tableLabel: 'Known AWS managed policies',
          selectionGroupLabel: 'Choose AWS managed policies',
          allItemsSelectionLabel: () => 'Choose all that are shown',
          itemSelectionLabel: (_, { name }) => name,
        }}
      />
      <ByArn onAdd={arn => onChange(single ? [arn] : [...new Set([...chosen, arn])])} />
    </SpaceBetween>
  )
}

/** One column, so that a document has the whole width. */
const columns = (shown: string | undefined, onShow: (name: string | undefined) => void) => [
  {
    id: 'policy',
    header: 'Policy',
    isRowHeader: true,
    cell: ({ name, description }: KnownPolicy) => (
      <SpaceBetween size="xxs">
        <div>
          {name}{' '}
          <Link
            fontSize="body-s"
            onFollow={() => onShow(shown === name ? undefined : name)}
            ariaLabel={`${shown === name ? 'Hide' : 'Show'} the document of ${name}`}
          >
            {shown === name ? 'Hide the document' : 'Show the document'}
          </Link>
        </div>
        {shown === name ? <PolicyDocument name={name} /> : <Box color="text-body-secondary">{description}</Box>}
      </SpaceBetween>
    ),
  },
]

/** Every word that was typed. */
const fits = ({ name, description }: KnownPolicy, search: string): boolean =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every(word => `${name} ${description}`.toLowerCase().includes(word))

const unknownPolicy = (arn: string): KnownPolicy => ({
  arn,
  name: nameOfArn(arn),
  path: '/',
  description: 'Given by its ARN; its document is not known here.',
})

function ByArn({ onAdd }: { onAdd(arn: string): void }) {
  const [arn, setArn] = useState('')
  const problem = arn.trim() === '' ? undefined : problems.managedArn(arn)
  const isReady = arn.trim() !== '' && problem === undefined
  return (
    <FormField
      label="Another one, by its ARN – optional"
      description="Accounts at AWS have more policies than are listed here."
      errorText={problem}
      secondaryControl={
        <Button
          formAction="none"
          disabled={!isReady}
          onClick={() => {
            onAdd(arn.trim())
            setArn('')
          }}
        >
          Choose
        </Button>
      }
    >
      <Input value={arn} placeholder="arn:aws:iam::aws:policy/…" onChange={({ detail }) => setArn(detail.value)} />
    </FormField>
  )
}
