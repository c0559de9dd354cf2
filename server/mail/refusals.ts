import { type RefusalTable, refuser } from '#server/base/refusal.ts'

export const mailRefusals = {
  'mail.not_found': {
    kind: 'missing',
    title: 'There is no such mail',
    toUser: 'The mail is not in the outbox.',
    cause: 'No mail has this id. Mails are forgotten 30 days after they were written.',
    fix: 'Look it up in the outbox (GET /api/v1/mails); to reach the person again, write a new one: invite again.',
    actor: 'caller',
  },
  'mail.sent_already': {
    kind: 'conflict',
    title: 'The mail was sent already',
    toUser: 'The mail was sent already.',
    cause:
      'The mail server has taken the mail. What a mail says is erased when it is sent, since it may hold a link, so it cannot be sent again.',
    fix: 'If it did not arrive, look for it in the log of the mail server and among unwanted mail; then invite again.',
    actor: 'administrator',
  },
  'mail.outdated': {
    kind: 'conflict',
    title: 'The mail is out of date',
    toUser: 'The links in this mail have run out.',
    cause: 'What the mail says holds until a time that has passed, so that sending it would lead nowhere.',
    fix: 'Write a new one: invite again.',
    actor: 'administrator',
  },
  'mail.no_server': {
    kind: 'conflict',
    title: 'There is no mail server',
    toUser: 'This portal cannot send mail.',
    cause:
      'PORTICO_SMTP_URL is not set. Mails wait in the outbox, where an administrator can read them and pass them on.',
    fix: 'Set PORTICO_SMTP_URL and start the server again: what waits is then sent. Or open the mail and hand its link over another way.',
    actor: 'operator',
  },
} as const satisfies RefusalTable

export const refuse = refuser(mailRefusals)
