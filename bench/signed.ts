/** Calls of the AWS doors, signed ahead of the run, so that the client's work does not count as the server's. */
import { Sha256 } from '@smithy/core/checksum'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Request } from './load.ts'

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Signing names and targets of JSON services. */
const targets = {
  identitystore: { signingName: 'identitystore', prefix: 'AWSIdentityStore' },
  'sso-admin': { signingName: 'sso', prefix: 'SWBExternalService' },
} as const

export type Signs = (
  service: keyof typeof targets,
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Request>

export function signer(origin: string, credentials: AccessKey): Signs {
  const { host } = new URL(origin)
  return async (service, operation, input) => {
    const { signingName, prefix } = targets[service]
    const body = JSON.stringify(input)
    const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${prefix}.${operation}` }
    const signature = new SignatureV4({ credentials, region: 'us-east-1', service: signingName, sha256: Sha256 })
    const signed = await signature.sign(new HttpRequest({ method: 'POST', path: '/', headers, body }))
    return { method: 'POST', path: '/', headers: signed.headers, body }
  }
}
