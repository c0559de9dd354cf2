/** CodeMirror as the policy editor needs it: nothing that the content security policy of the console forbids. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, nextDiagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { type Finding, rangeOf } from './policy-text.ts'

type Highlighter = Parameters<typeof syntaxHighlighting>[0]

/** Classes by what the grammar calls things: `propertyName`, `string`, … */
const highlighter: Highlighter = { style: ([tag]) => (tag === undefined ? null : `json-${tag}`) }

/** CodeMirror's own marks are pictures in data URIs, which `img-src 'self'` forbids. */
const theme = EditorView.theme({
  '.cm-scroller': { minHeight: '140px', font: 'var(--editor-font)' },
  '.json-propertyName': { color: 'var(--json-name)' },
  '.json-string': { color: 'var(--json-text)' },
  '.json-number, .json-bool, .json-null': { color: 'var(--json-value)' },
  '&': { maxHeight: '420px', color: 'var(--editor-text)', backgroundColor: 'var(--editor-ground)' },
  '&.cm-focused': { outline: '2px solid var(--editor-focus)', outlineOffset: '-2px' },
  '.cm-content': { caretColor: 'var(--editor-text)' },
  '.cm-gutters': { color: 'var(--editor-quiet)', backgroundColor: 'var(--editor-gutter)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--editor-line)' },
  '.cm-activeLineGutter': { color: 'var(--editor-text)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--editor-error)',
    textUnderlineOffset: '3px',
  },
  '.cm-lint-marker-error': { content: 'none' },
  '.cm-lint-marker': { width: '0.7em', height: '0.7em', borderRadius: '50%', backgroundColor: 'var(--editor-error)' },
  '.cm-gutter-lint .cm-gutterElement': { display: 'grid', placeItems: 'center' },
  '.cm-tooltip': { color: 'var(--editor-text)', backgroundColor: 'var(--editor-ground)', maxWidth: 'min(480px, 90vw)' },
  '.cm-diagnostic': { fontFamily: 'inherit', whiteSpace: 'normal' },
})

interface EditorOptions {
  /** Only in a shadow root does CodeMirror adopt its styles; in a document it adds elements, which `style-src` forbids. */
  readonly root: ShadowRoot
  readonly text: string
  /** Of the editor, asked again with every change. */
  readonly attributes: () => Record<string, string>
  onChange(text: string): void
}

/** Tab is bound to nothing: it leaves the editor, as it leaves any field. */
export function openEditor({ root, text, attributes, onChange }: EditorOptions): EditorView {
  const extensions: readonly Extension[] = [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    lintGutter(),
    json(),
    bracketMatching(),
    indentOnInput(),
    syntaxHighlighting(highlighter),
    keymap.of([{ key: 'F8', run: nextDiagnostic }, ...defaultKeymap, ...historyKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(attributes),
    EditorView.updateListener.of(update => {
      if (update.docChanged) onChange(update.state.doc.toString())
    }),
    theme,
  ]
  return new EditorView({ root, parent: root, state: EditorState.create({ doc: text, extensions }) })
}

export function replaceText(editor: EditorView, text: string): void {
  if (editor.state.doc.toString() === text) return
  editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
}

export function jumpTo(editor: EditorView, finding: Finding): void {
  const { from, to } = rangeOf(finding, editor.state.doc.toString())
  editor.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
  editor.focus()
}

export function markFindings(editor: EditorView, findings: readonly Finding[]): void {
  const text = editor.state.doc.toString()
  const diagnostics = findings.map((finding): Diagnostic => {
    const expected = finding.expected ? ` Expected: ${finding.expected}.` : ''
    return { ...rangeOf(finding, text), severity: 'error', message: `${finding.message}${expected}` }
  })
  editor.dispatch(setDiagnostics(editor.state, diagnostics))
}
