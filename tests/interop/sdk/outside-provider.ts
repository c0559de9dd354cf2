import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { xmlsecSigns } from '#server/formats/saml/testing/xmlsec.ts'

export interface OutsideProvider {
  readonly metadata: string
  /** The form field SAMLResponse. */
  assertion(role: { readonly roleArn: string; readonly providerArn: string; readonly recipient: string }): string
}

const OPENSSL = '/usr/bin/openssl'
const ENTITY = 'https://idp.example.org/saml'

/** An identity provider that is none of Portico's code: its key is made by openssl, its assertions are signed by xmlsec1. */
export function outsideProvider(): OutsideProvider {
  const { key, certificate } = keyPair()
  return {
    metadata: `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${ENTITY}/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>`,
    assertion: role =>
      Buffer.from(xmlsecSigns(responseFor(role), { option: '--privkey-pem', pem: key })).toString('base64'),
  }
}

function keyPair(): { readonly key: string; readonly certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'portico-provider-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  try {
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=idp.example.org']
    execFileSync(OPENSSL, ['req', ...made, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
    const pem = readFileSync(certificate, 'utf8')
    return { key: readFileSync(key, 'utf8'), certificate: pem.replace(/-----[A-Z ]+-----|\s/g, '') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const SIGNATURE = (id: string): string =>
  `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>`

interface Asserted {
  readonly roleArn: string
  readonly providerArn: string
  readonly recipient: string
}

function responseFor({ roleArn, providerArn, recipient }: Asserted): string {
  const at = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`
  const id = `_${process.hrtime.bigint().toString(16).padStart(32, '0')}`
  const attribute = (name: string, value: string) =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="r${id}" Version="2.0" IssueInstant="${at(0)}" Destination="${recipient}">
<saml:Issuer>${ENTITY}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="${id}" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${ENTITY}</saml:Issuer>${SIGNATURE(id)}
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">outside-42</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${at(240)}" Recipient="${recipient}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="${at(-60)}" NotOnOrAfter="${at(240)}"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="${at(-1)}" SessionIndex="${id}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>${attribute('Role', `${roleArn},${providerArn}`)}${attribute('RoleSessionName', 'outside')}</saml:AttributeStatement>
</saml:Assertion></samlp:Response>`
}
