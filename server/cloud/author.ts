import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import { type Random, uuid } from '#server/base/random.ts'

/** The service itself, where no caller asks: provisioning changes roles, and opening prepares an account. */
export const serviceAuthor = (clock: Clock, random: Random): Author => ({
  call: {
    requestId: uuid(random),
    at: clock(),
    eventSource: 'iam.amazonaws.com',
    eventName: 'Provision',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    sourceIp: 'sso.amazonaws.com',
    userAgent: 'sso.amazonaws.com',
  },
  identity: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' },
})
