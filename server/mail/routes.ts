import type { FastifyPluginAsync } from 'fastify'
import type { Need } from '#server/base/actor.ts'
import { type AdministrationPorts, administration, type PageQuery, shape } from '#server/http/index.ts'
import type { Mail, OpenedMail, Outbox } from './types.ts'

export interface MailRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly outbox: Outbox
  /** What it takes, beside the right to the call, to get what this user has in the management account. */
  readonly takingPlaceOf: (userId: string) => Promise<readonly Need[]>
}

const { text, whole, instant, object, id, oneOf, pageAnswer, pageQuery, pageShape } = shape

const listed = {
  ...{ mailId: text, to: text, subject: text, purpose: text, userId: text },
  ...{ state: oneOf('waiting', 'sent', 'failed'), attempts: whole, lastError: text },
  ...{ createdAt: instant, goodUntil: instant, sentAt: instant },
}
const optional = ['userId', 'lastError', 'sentAt'] as const

interface OfMail {
  readonly params: { readonly mailId: string }
}

/** The directory's source of events: mails are about its users. The names of calls and actions are our own: AWS has no outbox. */
const source = { eventSource: 'sso-directory.amazonaws.com' } as const
const ofMail = { ...source, params: object({ mailId: id }) } as const
const may = (action: string): Need => ({ action: `sso-directory:${action}`, resource: '*' })

/** The outbox: `/api/v1/mails`. */
export const mailRoutes: FastifyPluginAsync<MailRoutesNeeds> = async (app, needs) => {
  const { outbox, administration: ports } = needs
  const route = administration(app, ports)
  route<{ readonly query: PageQuery }>({
    ...source,
    method: 'GET',
    path: '/mails',
    summary: 'Mails to users that were written in the last 30 days, newest first, without what they say',
    eventName: 'ListMails',
    readOnly: true,
    query: object(pageQuery, 'token', 'limit'),
    answer: pageShape('mails', object(listed, ...optional)),
    needs: () => [may('ListMails')],
    async handle({ query: { limit, token } }) {
      const asked = { operation: 'GET /mails', token, limit }
      return pageAnswer('mails', await ports.paging(asked, page => outbox.list(page)))
    },
  })
  route<OfMail>({
    ...ofMail,
    method: 'GET',
    path: '/mails/:mailId',
    summary: 'A mail with its text, which is empty once it was sent; opening it is an event',
    eventName: 'ReadMail',
    readOnly: true,
    answer: object({ ...listed, text }, ...optional),
    needs: ({ params }) => toOpen(needs, params.mailId),
    handle: async ({ params: { mailId } }, actor) => shown(await outbox.read(actor, mailId)),
  })
  route<OfMail>({
    ...ofMail,
    method: 'POST',
    path: '/mails/:mailId/retry',
    summary: 'Send a mail now that waits or was given up',
    eventName: 'RetryMail',
    readOnly: false,
    needs: () => [may('RetryMail')],
    handle: ({ params: { mailId } }, actor) => outbox.retry(actor, mailId),
  })
}

/** The link in a mail makes whoever opens it the user that it was written to. */
async function toOpen({ outbox, takingPlaceOf }: MailRoutesNeeds, mailId: string): Promise<readonly Need[]> {
  const mail: Mail | undefined = await outbox.find(mailId)
  return [may('ReadMail'), ...(mail?.userId === undefined ? [] : await takingPlaceOf(mail.userId))]
}

const shown = ({ html: _, text: said = '', ...mail }: OpenedMail) => ({ ...mail, text: said })
