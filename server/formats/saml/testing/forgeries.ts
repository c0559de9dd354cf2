import assert from 'node:assert/strict'
import type { Xml } from '../../xml/index.ts'
import { assertionElement } from '../assertion.ts'
import { responseFor } from '../response.ts'
import { signed } from '../signature.ts'
import { verifyResponse } from '../verification.ts'
import { assertionValues, certificateOf, expectations, posted, responseValues, rsaKey, signing } from './fixtures.ts'

/** A good message, and what is needed to make bad ones of it. */

const key = rsaKey()
export const certificate = await certificateOf(key)
export const options = expectations(certificate)

const covering = (covers: 'assertion' | 'response' | 'both') =>
  responseFor(responseValues(), signing(key, certificate, covers))

export const good = await covering('assertion')
export const goodBySignedResponse = await covering('response')
export const goodByBoth = await covering('both')

export const refused = (xml: string, code: string) =>
  assert.throws(() => verifyResponse(posted(xml), options), { code })

/** Replaces, and makes sure that there was something to replace. */
export function edit(xml: string, from: string | RegExp, to: string): string {
  const edited = xml.replace(from, () => to)
  assert.notEqual(edited, xml, `nothing to replace: ${from}`)
  return edited
}

export const between = (xml: string, opening: string, closing: string) =>
  xml.slice(xml.indexOf(opening), xml.lastIndexOf(closing) + closing.length)
export const assertionOf = (xml: string) => between(xml, '<saml:Assertion', '</saml:Assertion>')
export const signatureOf = (xml: string) => between(xml, '<ds:Signature ', '</ds:Signature>')
export const withoutSignature = (xml: string) => edit(xml, signatureOf(xml), '')

/** Signs an assertion that the identity provider should not have issued; its text must stay canonical. */
export async function issuedWith(from: string | RegExp, to: string): Promise<string> {
  const make = (signature?: Xml) => edit(assertionElement(assertionValues(), signature), from, to) as Xml
  return edit(good, assertionOf(good), await signed('_a1', make, signing(key, certificate, 'assertion')))
}
