import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'

interface CodeBlockProps {
  /** Names the block for screen readers and, after "Copy", the button. */
  readonly label: string
  readonly text: string
  /** What is shown in place of `text`, where that holds secrets. */
  readonly shown?: string
}

/** Text to be taken elsewhere, with a button that copies it. Long lines scroll; the block takes the focus for that. */
export function CodeBlock({ label, text, shown = text }: CodeBlockProps) {
  return (
    <div className="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0}>
        <pre>{shown}</pre>
      </section>
      <CopyToClipboard
        variant="icon"
        textToCopy={text}
        copyButtonAriaLabel={`Copy ${label}`}
        copySuccessText="Copied"
        copyErrorText="The browser did not allow to copy"
        popoverRenderWithPortal
      />
    </div>
  )
}
