import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { CodeBlock } from '../../kit/code-block.tsx'
import { useSession } from '../../kit/session.ts'
import { configFileBlock, signInCommand } from '../../kit/snippets.ts'
import { useApi, useAws } from '../api/use-api.ts'

/** The same APIs with the credentials that the portal gives: nothing to keep, nothing to rotate. */
export function RoleCredentialsHelp() {
  const { portal } = useSession()
  const { as } = useApi()
  const { data } = useAws<{ readonly OwnerAccountId?: string }>('sso-admin', 'DescribeInstance', {
    InstanceArn: portal.instanceArn,
  })
  const place = { accountId: data?.OwnerAccountId ?? '', roleName: as }
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Whoever may use this console may call the same APIs, with credentials that expire by themselves and carry the person’s name into the event history."
          actions={<Button href="/start/">Open the access portal</Button>}
        >
          Use role credentials instead
        </Header>
      }
    >
      {place.accountId !== '' && (
        <SpaceBetween size="s">
          <Box>
            Add to <code>~/.aws/config</code>
          </Box>
          <CodeBlock label="profile for the AWS config file" text={configFileBlock(place, portal)} />
          <Box>Sign in with the browser; name the profile in later commands</Box>
          <CodeBlock label="sign-in command" text={signInCommand(place)} />
          <Box color="text-body-secondary">
            In the access portal, <i>Access keys</i> beside {as} of the management account copies the same credentials
            as environment variables.
          </Box>
        </SpaceBetween>
      )}
    </Container>
  )
}
