import Textarea from '@cloudscape-design/components/textarea'
import { lazy, Suspense } from 'react'

const PolicyEditor = lazy(() => import('../forms/policy-editor.tsx'))

interface InlineEditorProps {
  readonly value: string
  onChange(value: string): void
}

/** The editor is loaded when it is needed. */
export const InlineEditor = (props: InlineEditorProps) => (
  <Suspense fallback={<Textarea value={props.value} readOnly ariaLabel="Inline policy" />}>
    <PolicyEditor label="Inline policy" {...props} />
  </Suspense>
)
