import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import { useSession } from '../kit/session.ts'

export function ApplicationsTab() {
  const { user } = useSession()
  return (
    <Container header={<Header variant="h2">Applications</Header>}>
      <Box textAlign="center" padding="l">
        <Box variant="h3" tagOverride="p">
          No application is assigned to you yet
        </Box>
        <Box color="text-body-secondary">
          Ask your administrator to assign the application to you ({user.userName}) or to one of your groups. It appears
          here when you open the portal again.
        </Box>
      </Box>
    </Container>
  )
}
