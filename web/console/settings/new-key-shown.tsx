import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import { CodeBlock } from '../../kit/code-block.tsx'
import { useSession } from '../../kit/session.ts'
import { ShellChoice, useShell } from '../../kit/shell-choice.tsx'
import { setVariables, shellNames } from '../../kit/shells.ts'
import type { NewAccessKey } from '../api/types.ts'
import { Copied, Facts } from '../frame/facts.tsx'
import { configFile, credentialsFile, keyVariables, tryIt } from './key-blocks.ts'

/** The only time that the secret is shown. */
export function NewKeyShown({ accessKey }: { readonly accessKey: NewAccessKey }) {
  return (
    <SpaceBetween size="m">
      <Alert type="warning" statusIconAriaLabel="Warning" header="Copy the secret now">
        It is not kept in a form that could be shown again. If it is lost, delete the key and create another.
      </Alert>
      <Facts
        facts={[
          ['Access key id', <Copied key="id" name="access key id" value={accessKey.accessKeyId} />],
          ['Secret access key', <Copied key="secret" name="secret access key" value={accessKey.secretAccessKey} />],
          ['IAM user', accessKey.userName],
        ]}
      />
      <Tabs
        ariaLabel="How to use the key"
        tabs={[
          { id: 'environment', label: 'Environment variables', content: <Environment accessKey={accessKey} /> },
          { id: 'profile', label: 'Profile', content: <Profile accessKey={accessKey} /> },
        ]}
      />
    </SpaceBetween>
  )
}

function Environment({ accessKey }: { readonly accessKey: NewAccessKey }) {
  const { portal } = useSession()
  const [shell] = useShell()
  return (
    <SpaceBetween size="s">
      <ShellChoice />
      <CodeBlock
        label={`environment variables for ${shellNames[shell]}`}
        text={setVariables(shell, keyVariables(accessKey, portal))}
      />
    </SpaceBetween>
  )
}

function Profile({ accessKey }: { readonly accessKey: NewAccessKey }) {
  const { portal } = useSession()
  return (
    <SpaceBetween size="s">
      <Box>
        Add to <code>~/.aws/credentials</code>
      </Box>
      <CodeBlock label="block for the credentials file" text={credentialsFile(accessKey)} />
      <Box>
        Add to <code>~/.aws/config</code>
      </Box>
      <CodeBlock label="block for the AWS config file" text={configFile(portal)} />
      <Box>Try it</Box>
      <CodeBlock label="command to try it" text={tryIt} />
    </SpaceBetween>
  )
}
