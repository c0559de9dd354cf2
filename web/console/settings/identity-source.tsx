import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useSession } from '../../kit/session.ts'
import { Copied, Facts } from '../frame/facts.tsx'

/** Where users and groups come from, and who proves who somebody is. */
export function IdentitySource() {
  const { portal } = useSession()
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" description="Where users and groups come from, and what proves who somebody is.">
            Identity source
          </Header>
        }
      >
        <Facts
          facts={[
            ['Kind', 'Portico’s own directory'],
            ['Users and groups', <Managed key="managed" />],
            ['Sign-in', 'With a password that is kept here'],
            ['Identity store id', <Copied key="store" name="identity store id" value={portal.identityStoreId} />],
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Other kinds</Header>}>
        <SpaceBetween size="s">
          <Box>AWS IAM Identity Center knows two more. This version of Portico has neither of them.</Box>
          <Box>
            <b>External identity provider</b>: people sign in there over SAML 2.0, and it sends users and groups by
            SCIM. Passwords are then not kept here.
          </Box>
          <Box>
            <b>Active Directory</b>: users and groups are read from a domain, and its passwords are asked for.
          </Box>
          <Box color="text-body-secondary">
            Users and groups of another directory can be kept in step over the Identity Store API meanwhile.
          </Box>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  )
}

const Managed = () => (
  <>
    Kept here: <Link href="#/users">Users</Link>, <Link href="#/groups">Groups</Link>
  </>
)
