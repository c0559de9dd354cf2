import Box from '@cloudscape-design/components/box'
import FormField from '@cloudscape-design/components/form-field'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { useSession } from '../../kit/session.ts'
import { ShellChoice, useShell } from '../../kit/shell-choice.tsx'
import { setVariables, shellNames } from '../../kit/shells.ts'
import { credentialsFileBlock, keyVariables } from '../../kit/snippets.ts'
import type { Place } from '../places.ts'
import type { ShownKeys } from './keys.tsx'

export function EnvironmentVariables({ keys, shown }: ShownKeys) {
  const [shell] = useShell()
  const { portal } = useSession()
  return (
    <SpaceBetween size="s">
      <ShellChoice />
      <CodeBlock
        label={`environment variables for ${shellNames[shell]}`}
        text={setVariables(shell, keyVariables(keys, portal))}
        shown={setVariables(shell, keyVariables(shown, portal))}
      />
      <Box variant="small">Paste them into a shell. There they go before every other source of credentials.</Box>
    </SpaceBetween>
  )
}

export function CredentialsFile({ place, keys, shown }: ShownKeys & { readonly place: Place }) {
  const { accountsEndpoint } = useSession().portal
  return (
    <SpaceBetween size="s">
      <CodeBlock
        label="block for the credentials file"
        text={credentialsFileBlock(place, keys)}
        shown={credentialsFileBlock(place, shown)}
      />
      <Box variant="small">
        Paste it into <code>~/.aws/credentials</code> (Windows: <code>%USERPROFILE%\.aws\credentials</code>) and use it
        with <code>--profile</code>.
        {accountsEndpoint !== undefined && (
          <>
            {' '}
            The account lives in this portal: also give <code>--endpoint-url {accountsEndpoint}</code>.
          </>
        )}
      </Box>
    </SpaceBetween>
  )
}

export function SingleValues({ keys, shown }: ShownKeys) {
  const values = [
    ['AWS access key ID', 'accessKeyId'],
    ['AWS secret access key', 'secretAccessKey'],
    ['AWS session token', 'sessionToken'],
  ] as const
  return (
    <SpaceBetween size="s">
      {values.map(([label, name]) => (
        <FormField key={name} label={label} stretch>
          <CodeBlock label={label} text={keys[name]} shown={shown[name]} />
        </FormField>
      ))}
    </SpaceBetween>
  )
}
