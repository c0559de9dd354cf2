/**
 * The mail server: hands letters over by SMTP, one connection each. What a server says when it refuses one becomes a
 * `MailFailure`, in its own words; the outbox takes links out of them.
 */
import { type Letter, MailFailure, type SendsMail } from '#server/mail/index.ts'

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `implicit` from the first byte; `required`, `optional` and `never`: by STARTTLS. */
  readonly tls: 'implicit' | 'required' | 'optional' | 'never'
  readonly user?: string
  readonly password?: string
  readonly from: { readonly name: string; readonly address: string }
}

/** ms. Of one letter in all, and of its steps. */
const LONGEST_ATTEMPT = 45_000
const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

export function smtp(settings: SmtpSettings): SendsMail {
  const { host, port, tls, user, password = '', from } = settings
  const options = {
    ...{ host, port, ...TIMEOUTS },
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'never',
    ...(user === undefined ? {} : { auth: { user, pass: password } }),
    // A letter is text that we wrote; nothing in it names a file or an address to fetch from.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  }
  return {
    async send({ mailId, to, subject, text, html, at }: Letter): Promise<void> {
      const { createTransport } = await import('nodemailer')
      try {
        await createTransport(options).sendMail({
          from,
          // As a value and not as text, in which a name or a list could stand.
          to: { name: '', address: to },
          ...{ subject, text, ...(html === undefined ? {} : { html }) },
          date: new Date(at),
          messageId: `<${mailId}@${from.address.replace(/^.*@/, '')}>`,
          // RFC 3834: no answer of an absent person is wanted.
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal: AbortSignal.timeout(LONGEST_ATTEMPT),
        })
      } catch (error) {
        throw failureOf(error)
      }
    },
  }
}

/** What nodemailer says of a failure, beside the text. */
interface Said extends Error {
  readonly code?: string
  readonly response?: string
  readonly permanent?: boolean
}

/** Only a refusal of the letter itself is for good: a password or certificate that is wrong can be put right. */
function failureOf(error: unknown): MailFailure {
  if (!(error instanceof Error)) return new MailFailure(String(error), { permanent: false })
  const { code = '', response, permanent = false } = error as Said
  const said = response === undefined ? `${error.message} (${code})` : `The mail server says: ${response}`
  return new MailFailure(said, { permanent: permanent && ['EENVELOPE', 'EMESSAGE'].includes(code), cause: error })
}
