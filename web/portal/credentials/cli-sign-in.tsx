import Box from '@cloudscape-design/components/box'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { useSession } from '../../kit/session.ts'
import { ShellChoice, useShell } from '../../kit/shell-choice.tsx'
import { setVariables } from '../../kit/shells.ts'
import { configFileBlock, endpointVariables, signInCommand } from '../../kit/snippets.ts'
import type { Place } from '../places.ts'

/** How the AWS CLI and the SDKs sign in here by themselves; no keys change hands. */
export function CliSignIn({ place }: { place: Place }) {
  const { portal } = useSession()
  return (
    <SpaceBetween size="s">
      <Box variant="p">
        Recommended: the CLI signs in with your browser and renews its keys as long as your session lasts. Needs AWS CLI
        2.13 or later.
      </Box>
      <Box variant="p">
        1. Add to <code>~/.aws/config</code> (Windows: <code>%USERPROFILE%\.aws\config</code>)
      </Box>
      <CodeBlock label="block for the AWS config file" text={configFileBlock(place, portal)} />
      <Box variant="p">2. Sign in; name the profile in later commands too</Box>
      <CodeBlock label="sign-in command" text={signInCommand(place)} />
      <WizardHelp />
    </SpaceBetween>
  )
}

function WizardHelp() {
  const { portal } = useSession()
  const [shell] = useShell()
  return (
    <ExpandableSection headerText="Use the wizard instead: aws configure sso">
      <SpaceBetween size="s">
        <Box variant="p">
          Set these variables first. As start URL give <code className="anywhere">{portal.aliasStartUrl}</code>, as
          Region <code>{portal.region}</code>.
        </Box>
        <ShellChoice />
        <CodeBlock label="endpoint variables" text={setVariables(shell, endpointVariables(portal))} />
      </SpaceBetween>
    </ExpandableSection>
  )
}
