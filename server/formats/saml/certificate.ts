/** DER (ITU-T X.690 §10), as much of it as one certificate needs. */
type Der = Buffer

function tlv(tag: number, ...content: readonly Uint8Array[]): Der {
  const body = Buffer.concat(content)
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body])
  const length = unsigned(BigInt(body.length))
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body])
}

const sequence = (...content: readonly Uint8Array[]): Der => tlv(0x30, ...content)
const explicit = (number: number, content: Uint8Array): Der => tlv(0xa0 | number, content)
const octets = (content: Uint8Array): Der => tlv(0x04, content)
const utf8 = (value: string): Der => tlv(0x0c, Buffer.from(value))
const bits = (content: Uint8Array, unused = 0): Der => tlv(0x03, Buffer.from([unused]), content)
const TRUE = tlv(0x01, Buffer.from([0xff]))
const NULL = tlv(0x05)

function unsigned(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

/** A leading zero keeps a number positive whose first bit is set. */
function integer(value: bigint): Der {
  const bytes = unsigned(value)
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), bytes)
}

/** X.690 §8.19: the first two arcs share a byte, the rest are base 128 with a continuation bit. */
function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tlv(0x06, Buffer.from([40 * first + second, ...rest.flatMap(base128)]))
}

function base128(arc: number): readonly number[] {
  const bytes = [arc & 0x7f]
  for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift(0x80 | (left & 0x7f))
  return bytes
}

/** RFC 5280 §4.1.2.5: two-digit years through 2049, four digits after. */
function time(at: number): Der {
  const digits = `${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return digits < '2050' ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits))
}

const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), NULL)
const COMMON_NAME = oid('2.5.4.3')

const extension = (id: string, value: Uint8Array): Der => sequence(oid(id), TRUE, octets(value))

// RFC 5280 §4.2.1.9, §4.2.1.3: a certificate that signs messages and no certificates.
const EXTENSIONS = sequence(
  extension('2.5.29.19', sequence()),
  extension('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7)),
)

export interface CertificateValues {
  readonly commonName: string
  /** Random bytes, at most 19 so that the number fits RFC 5280 §4.1.2.2. */
  readonly serial: Uint8Array
  /** Unix ms, in whole seconds once encoded. */
  readonly notBefore: number
  readonly notAfter: number
  /** The RSA public key as SubjectPublicKeyInfo: `export({ type: 'spki', format: 'der' })`. */
  readonly publicKey: Uint8Array
}

/**
 * A self-signed X.509 v3 certificate (RFC 5280 §4.1). SAML trusts the key in it and nothing else, so this is the paper
 * the key is carried in; a library for it would be larger than all of `formats/`.
 *
 * @param sign RSASSA-PKCS1-v1_5 with SHA-256
 * @returns Base64 of the DER, without line breaks
 */
export async function selfSignedCertificate(
  values: CertificateValues,
  sign: (bytes: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const name = sequence(tlv(0x31, sequence(COMMON_NAME, utf8(values.commonName))))
  const content = sequence(
    explicit(0, integer(2n)), // v3
    integer(BigInt(`0x${Buffer.from(values.serial).toString('hex')}`)),
    SHA256_WITH_RSA,
    name,
    sequence(time(values.notBefore), time(values.notAfter)),
    name,
    values.publicKey,
    explicit(3, EXTENSIONS),
  )
  return sequence(content, SHA256_WITH_RSA, bits(await sign(content))).toString('base64')
}
