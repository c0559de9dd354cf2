import { XmlShapeSerializer } from '@aws-sdk/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { RefusalRecord } from '#server/base/refusal.ts'

export interface QueryResult {
  readonly action: string
  /** The namespace of the service: `https://iam.amazonaws.com/doc/2010-05-08/`. */
  readonly xmlns: string
  readonly output: NormalizedSchema
  readonly value: unknown
  readonly requestId: string
}

type Schema = Parameters<typeof NormalizedSchema.of>[0]

const STRING = 0

/** A structure for the envelopes around results, which no client package exports. */
const structure = (name: string, members: Readonly<Record<string, Schema>>): Schema =>
  [3, 'com.amazonaws.portico', name, 0, Object.keys(members), Object.values(members)] as unknown as Schema

const RESPONSE_METADATA = structure('ResponseMetadata', { RequestId: STRING })

/** `{Action}Response` with `{Action}Result`, which is left out where the operation has no output. */
export function writeQueryResult({ action, xmlns, output, value, requestId }: QueryResult): string {
  const result = `${action}Result`
  const metadata = { ResponseMetadata: { RequestId: requestId } }
  if (output.isUnitSchema()) {
    return writeXml(structure(`${action}Response`, { ResponseMetadata: RESPONSE_METADATA }), metadata, xmlns)
  }
  const schema = structure(`${action}Response`, { [result]: output.getSchema(), ResponseMetadata: RESPONSE_METADATA })
  return writeXml(schema, { [result]: value ?? {}, ...metadata }, xmlns)
}

export interface QueryError {
  readonly xmlns: string
  readonly type: 'Sender' | 'Receiver'
  readonly code: string
  readonly message: string
  readonly requestId: string
  /** Ours: clients of AWS skip elements they do not know. */
  readonly refusal?: RefusalRecord
}

const REFUSAL = structure('Refusal', {
  code: STRING,
  observed: STRING,
  expected: STRING,
  about: STRING,
  cause: STRING,
  fix: STRING,
  actor: STRING,
  reference: STRING,
})

const ERROR_RESPONSE = structure('ErrorResponse', {
  Error: structure('Error', { Type: STRING, Code: STRING, Message: STRING, refusal: REFUSAL }),
  RequestId: STRING,
})

export function writeQueryError({ xmlns, type, code, message, requestId, refusal }: QueryError): string {
  const error = { Type: type, Code: code, Message: message, refusal }
  return writeXml(ERROR_RESPONSE, { Error: error, RequestId: requestId }, xmlns)
}

function writeXml(schema: Schema, value: unknown, xmlns: string): string {
  // IAM and STS print instants in ISO 8601 (5 in the clients' own settings).
  const serializer = new XmlShapeSerializer({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: false,
    xmlNamespace: xmlns,
    serviceNamespace: 'com.amazonaws.portico',
  })
  serializer.write(NormalizedSchema.of(schema), value)
  return legal(String(serializer.flush()))
}

/**
 * XML 1.0 §2.2 has no form for most control characters and for half surrogate pairs. One of them, repeated from what
 * the caller sent, would make the whole answer unreadable.
 */
const legal = (xml: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  xml.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
