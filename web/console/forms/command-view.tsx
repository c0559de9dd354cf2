import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Tabs from '@cloudscape-design/components/tabs'
import { CodeBlock } from '../../kit/code-block.tsx'
import { useSession } from '../../kit/session.ts'
import { scrolling } from '../frame/tabs.tsx'
import { type Call, cliOf, sdkOf } from './commands.ts'
import { terraformOf } from './terraform.ts'

export type { Call }

/** The calls that a form is about to make, for the AWS CLI, the SDK and Terraform. */
export function CommandView({ calls }: { readonly calls: readonly Call[] }) {
  const { portal } = useSession()
  const block = (id: string, label: string, text: string) => ({
    id,
    label,
    content: <CodeBlock label={`for ${label}`} text={text} />,
  })
  return (
    <ExpandableSection headerText="View as AWS CLI, SDK, Terraform">
      <Tabs
        ariaLabel="The same without the console"
        i18nStrings={scrolling}
        tabs={[
          block('cli', 'AWS CLI', cliOf(calls, portal)),
          block('sdk', 'SDK for JavaScript', sdkOf(calls, portal)),
          block('terraform', 'Terraform', terraformOf(calls, portal)),
        ]}
      />
    </ExpandableSection>
  )
}
