import Alert from '@cloudscape-design/components/alert'
import Link from '@cloudscape-design/components/link'
import { actorLabel } from '../../kit/failure.ts'
import type { RefusalFacts } from './record.ts'

/** Why it was refused, in the order in which somebody asks. */
export function RefusalExplained({ refusal }: { readonly refusal: RefusalFacts }) {
  const { code, observed, expected, cause, fix, actor, detail } = refusal
  const facts = [
    ['Why', cause],
    ['Observed', observed],
    ['Expected', expected],
    ...detail.map(([name, value]) => [`For administrators: ${name}`, value] as const),
    ['Who must act', actor && labelFor(actor)],
    ['The fix', fix],
  ] as const
  return (
    <Alert type="error" statusIconAriaLabel="Refusal" header={`Refused: ${code}`}>
      <dl className="facts">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      <Link href={`/help/${encodeURIComponent(code)}`} external externalIconAriaLabel="Opens in a new tab">
        More about {code}
      </Link>
    </Alert>
  )
}

/** Whoever reads the event is not who was refused, so nobody is "you". */
const labelFor = (actor: string): string =>
  actor === 'user' ? 'The user' : actor === 'caller' ? 'Whoever sent the request' : actorLabel(actor)
