import { Page } from '../frame/page.tsx'

export default function DashboardPage() {
  return <Page title="Dashboard">{null}</Page>
}
