import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useRef } from 'react'
import type { PolicyFindings } from '../api/types.ts'
import { useApi } from '../api/use-api.ts'

interface PolicyEditorProps {
  readonly label: string
  readonly value: string
  onChange(value: string): void
}

/** What sso-admin takes, without white space. */
const MOST = 10_240

type Finding = PolicyFindings['findings'][number]

/** An editor of a policy document that says where it is wrong and why. Tab leaves it, as everywhere else. */
export default function PolicyEditor({ label, value, onChange }: PolicyEditorProps) {
  const { host, jump, mark } = useEditor(label, value, onChange)
  const findings = useFindings(value)
  useEffect(() => mark(findings ?? []), [findings, mark])
  const size = value.replace(/\s/g, '').length
  return (
    <SpaceBetween size="xs">
      <div ref={host} className="policy-editor" />
      <SpaceBetween direction="horizontal" size="s">
        <Button
          onClick={() => onChange(JSON.stringify(JSON.parse(value), null, 2))}
          disabled={value.trim() === '' || findings?.[0]?.path === ''}
          disabledReason="There is nothing to format, or it is no JSON"
          formAction="none"
        >
          Format
        </Button>
        <Box color={size > MOST ? 'text-status-error' : 'text-body-secondary'}>
          {size.toLocaleString()} of {MOST.toLocaleString()} characters without white space
        </Box>
      </SpaceBetween>
      <div aria-live="polite">
        {findings?.length === 0 && value.trim() !== '' && (
          <StatusIndicator type="success">The policy is valid</StatusIndicator>
        )}
        {findings?.map(finding => (
          <div key={`${finding.line}:${finding.column}`}>
            <StatusIndicator type="error">
              <Button variant="inline-link" formAction="none" onClick={() => jump(finding)}>
                Line {finding.line}, column {finding.column}
              </Button>
              {': '}
              {finding.path && `${finding.path}: `}
              {finding.message}
              {finding.expected && ` Expected: ${finding.expected}.`}
            </StatusIndicator>
          </div>
        ))}
      </div>
    </SpaceBetween>
  )
}

/** High enough for a short policy, and a long one scrolls. */
const size = EditorView.theme({
  '&': { maxHeight: '420px' },
  '.cm-scroller': { minHeight: '140px', overflow: 'auto' },
})

/** The server judges: it is the one that will take the document or refuse it. */
function useFindings(document: string): readonly Finding[] | undefined {
  const api = useApi()
  const calm = useDeferredValue(document)
  const { data } = useQuery({
    queryKey: ['policy-check', api.as, calm],
    queryFn: () => api.write<PolicyFindings>('POST', '/policy-checks', { document: calm }),
    enabled: calm.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  return calm.trim() === '' ? [] : data?.findings
}

function useEditor(label: string, value: string, onChange: (value: string) => void) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef(onChange)
  latest.current = onChange
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; the effect below brings it later values
  useEffect(() => {
    if (host.current === null) return
    // In a shadow root the editor's styles are constructed sheets; in the document they would be inline, which the
    // content security policy forbids.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const changed = EditorView.updateListener.of(update => {
      if (update.docChanged) latest.current(update.state.doc.toString())
    })
    view.current = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          history(),
          lintGutter(),
          json(),
          syntaxHighlighting(defaultHighlightStyle),
          keymap.of([...defaultKeymap, ...historyKeymap]),
          EditorView.lineWrapping,
          size,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          changed,
        ],
      }),
    })
    return () => view.current?.destroy()
  }, [label])
  useEffect(() => {
    const editor = view.current
    if (editor === undefined || editor.state.doc.toString() === value) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } })
  }, [value])
  return { host, jump, mark } as const

  function offsetOf({ line, column }: Finding, editor: EditorView): number {
    const { from, to } = editor.state.doc.line(Math.min(line, editor.state.doc.lines))
    return Math.min(from + column - 1, to)
  }
  function jump(finding: Finding): void {
    const editor = view.current
    if (editor === undefined) return
    editor.dispatch({ selection: { anchor: offsetOf(finding, editor) }, scrollIntoView: true })
    editor.focus()
  }
  function mark(findings: readonly Finding[]): void {
    const editor = view.current
    if (editor === undefined) return
    const diagnostics = findings.map((finding): Diagnostic => {
      const from = offsetOf(finding, editor)
      return { from, to: from, severity: 'error', message: finding.message }
    })
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }
}
