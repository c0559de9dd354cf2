import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NAMESPACE } from '../names.ts'

/** The xmlsec1 program, which has another parser, another canonicalizer and another signature code than we have. */

const IDS = ['--id-attr:ID', `${NAMESPACE.assertion}:Assertion`, '--id-attr:ID', `${NAMESPACE.protocol}:Response`]

export interface PemFile {
  readonly option: '--pubkey-cert-pem' | '--privkey-pem'
  readonly pem: string
}

/** Fails where xmlsec1 does not accept the signature that stands in the element with this ID. */
export function xmlsecVerifies(xml: string, id: string, key: PemFile): void {
  xmlsec(xml, key, ['--verify', '--node-xpath', `//*[@ID='${id}']/*[local-name()='Signature']`])
}

/** Fills in the signature template that the document holds. */
export const xmlsecSigns = (template: string, key: PemFile): string => xmlsec(template, key, ['--sign'])

function xmlsec(xml: string, { option, pem }: PemFile, command: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'portico-xmlsec-'))
  const [input, output, key] = [join(folder, 'in.xml'), join(folder, 'out.xml'), join(folder, 'key.pem')]
  try {
    writeFileSync(input, xml)
    writeFileSync(key, pem)
    const args = [...command, option, key, ...IDS, '--enabled-key-data', 'rsa,ec,ecdsa', '--output', output, input]
    execFileSync('xmlsec1', args, { stdio: ['ignore', 'ignore', 'pipe'] })
    return command.includes('--sign') ? readFileSync(output, 'utf8') : ''
  } finally {
    rmSync(folder, { recursive: true })
  }
}
