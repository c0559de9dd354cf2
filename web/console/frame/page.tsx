import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group'
import ContentLayout from '@cloudscape-design/components/content-layout'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useEffect } from 'react'

interface PageProps {
  /** Also the title of the browser's tab. */
  readonly title: string
  readonly description?: ReactNode
  /** From the first level down, without this page. */
  readonly above?: readonly { readonly text: string; readonly href: string }[]
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page of the console below its heading. A list page leaves the heading to its table: see `ListPage`. */
export function Page({ title, description, above = [], actions, children }: PageProps) {
  useTitle(title)
  return (
    <ContentLayout
      breadcrumbs={<Breadcrumbs above={above} title={title} />}
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  )
}

/** A page whose table, or wizard, carries the heading (`headingLevel="h1"`). */
export function ListPage({ title, above = [], children }: Pick<PageProps, 'title' | 'above' | 'children'>) {
  useTitle(title)
  return (
    <SpaceBetween size="m">
      <Breadcrumbs above={above} title={title} />
      {children}
    </SpaceBetween>
  )
}

function Breadcrumbs({ above, title }: { readonly above: NonNullable<PageProps['above']>; readonly title: string }) {
  const items = [{ text: 'Portico', href: '#/' }, ...above, { text: title, href: '' }]
  return <BreadcrumbGroup items={items} ariaLabel="Breadcrumbs" expandAriaLabel="Show path" />
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Portico`
  }, [title])
}
