import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Link from '@cloudscape-design/components/link'

export function BrokenLink({ problem }: { problem: string }) {
  return (
    <>
      <h1 className="visually-hidden">Broken link</h1>
      <Alert type="error" statusIconAriaLabel="Error" header="This link cannot be followed">
        <Box variant="p">{problem}</Box>
        <Box variant="p">
          Ask the person who gave you the link for a new one; <em>Create shortcut</em> in the portal makes it.{' '}
          <Link href="#/">Show all my accounts</Link>
        </Box>
      </Alert>
    </>
  )
}
