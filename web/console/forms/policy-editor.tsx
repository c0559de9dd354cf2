import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { EditorView } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { jumpTo, markFindings, openEditor, replaceText } from './code-editor.ts'
import { EXAMPLE, type Finding, formatted, MOST_WEIGHT, weightOf } from './policy-text.ts'
import { type PolicyCheck, usePolicyCheck } from './use-policy-check.ts'

const KEYS = 'Tab leaves the editor; F8 goes to the next finding.'

interface PolicyEditorProps {
  readonly label: string
  readonly value: string
  onChange(value: string): void
}

/** An editor of a policy document that says where it is wrong and why, before it is sent. */
export default function PolicyEditor({ label, value, onChange }: PolicyEditorProps) {
  const check = usePolicyCheck(value)
  const { host, jump } = useEditor({ label, value, findings: check.findings, onChange })
  const isEmpty = value.trim() === ''
  const format = formatted(value)
  return (
    <SpaceBetween size="xs">
      <div ref={host} className="policy-editor" />
      <div className="policy-editor-foot">
        <SpaceBetween direction="horizontal" size="xs">
          <Button
            formAction="none"
            disabled={format === undefined || format === value}
            disabledReason={format === undefined ? 'Only JSON can be formatted' : 'It is formatted already'}
            onClick={() => format !== undefined && onChange(format)}
          >
            Format
          </Button>
          {isEmpty && (
            <Button formAction="none" onClick={() => onChange(EXAMPLE)}>
              Begin with an example
            </Button>
          )}
        </SpaceBetween>
        <Weight text={value} />
      </div>
      <div aria-live="polite">
        {isEmpty ? (
          <Box color="text-body-secondary">
            A JSON policy document. Tab leaves the editor; F8 goes to the next finding.
          </Box>
        ) : (
          <Outcome check={check} onJump={jump} />
        )}
      </div>
    </SpaceBetween>
  )
}

function Weight({ text }: { readonly text: string }) {
  const weight = weightOf(text)
  return (
    <Box color={weight > MOST_WEIGHT ? 'text-status-error' : 'text-body-secondary'} fontSize="body-s">
      {weight.toLocaleString()} of {MOST_WEIGHT.toLocaleString()} characters, white space not counted
    </Box>
  )
}

interface OutcomeProps {
  readonly check: PolicyCheck
  onJump(finding: Finding): void
}

function Outcome({ check: { findings, error, isPending }, onJump }: OutcomeProps) {
  if (isPending) return <StatusIndicator type="loading">Checking the policy</StatusIndicator>
  if (error)
    return (
      <StatusIndicator type="info">It could not be checked: {error.message} It is when it is saved.</StatusIndicator>
    )
  if (findings.length === 0) return <StatusIndicator type="success">The policy can be used</StatusIndicator>
  return (
    <ul className="findings">
      {findings.map(finding => (
        <li key={`${finding.line} ${finding.column} ${finding.message}`}>
          <StatusIndicator type="error" iconAriaLabel="Error" wrapText>
            <Button variant="inline-link" formAction="none" onClick={() => onJump(finding)}>
              Line {finding.line}, column {finding.column}
            </Button>
            {finding.path && (
              <>
                {' '}
                <span className="mono">{finding.path}</span>
              </>
            )}
            {`: ${finding.message}`}
            {finding.expected && ` Expected: ${finding.expected}.`}
          </StatusIndicator>
        </li>
      ))}
    </ul>
  )
}

interface EditorProps extends PolicyEditorProps {
  readonly findings: readonly Finding[]
}

/** The editor is made once; later values and findings are brought to it. */
function useEditor({ label, value, findings, onChange }: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef({ value, findings, onChange })
  latest.current = { value, findings, onChange }
  useEffect(() => {
    if (host.current === null) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const editor = openEditor({
      root,
      text: latest.current.value,
      attributes: () => ({
        'aria-label': label,
        'aria-description': KEYS,
        'aria-invalid': String(latest.current.findings.length > 0),
      }),
      onChange: text => latest.current.onChange(text),
    })
    view.current = editor
    return () => editor.destroy()
  }, [label])
  useEffect(() => view.current && replaceText(view.current, value), [value])
  useEffect(() => view.current && markFindings(view.current, findings), [findings])
  return { host, jump: (finding: Finding) => view.current && jumpTo(view.current, finding) }
}
