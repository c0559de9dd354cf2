import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import type { ReactNode } from 'react'

/** What is known of an object, side by side; what is not known is shown as a dash. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [label: string, value: ReactNode])[] }) => (
  <KeyValuePairs
    columns={3}
    items={facts.map(([label, value]) => ({ label, value: value === undefined || value === '' ? '–' : value }))}
  />
)

/** A value that is taken elsewhere. */
export const Copied = ({ value, name }: { readonly value: string; readonly name: string }) => (
  <CopyToClipboard
    variant="inline"
    textToCopy={value}
    copyButtonAriaLabel={`Copy ${name}`}
    copySuccessText="Copied"
    copyErrorText="The browser did not allow to copy"
  />
)
