import type { Author, EventDetails } from '#server/audit/index.ts'
import type { Instance } from '#server/base/instance.ts'
import { nobody, personIdentity } from '#server/sessions/index.ts'
import type { CredentialType, Progress } from './types.ts'

export type SigninEventName = 'CredentialChallenge' | 'CredentialVerification' | 'UserAuthentication'

/** CloudTrail's word: people type passwords into name fields, so a name that matches nobody is not kept. */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS'

type Attempt = Pick<Progress, 'signinId' | 'userId' | 'proven'>

/** The details that the three events of a sign-in share. */
export function signinEvent(
  instance: Instance,
  name: SigninEventName,
  attempt: Attempt,
  more: { readonly outcome?: 'Success' | 'Failure'; readonly data?: Readonly<Record<string, unknown>> } = {},
): EventDetails {
  const { signinId, userId } = attempt
  return {
    eventName: name,
    eventSource: 'signin.amazonaws.com',
    eventType: 'AwsServiceEvent',
    requestParameters: null,
    identity: userId === undefined ? nobody(instance) : personIdentity(instance, userId, signinId),
    additionalEventData: { AuthWorkflowID: signinId, ...more.data },
    serviceEventDetails: { [name]: more.outcome ?? 'Success' },
  }
}

/** @param userName of the user whom the name matches; said with the first factor alone, as AWS does */
export const challenged = (instance: Instance, attempt: Attempt, userName: string | undefined): EventDetails =>
  signinEvent(instance, 'CredentialChallenge', attempt, {
    data: { UserName: userName ?? HIDDEN, CredentialType: 'PASSWORD' },
  })

/** @param types the kinds of factor of which one is asked for */
export const challengedAgain = (instance: Instance, attempt: Attempt, types: string): EventDetails =>
  signinEvent(instance, 'CredentialChallenge', attempt, { data: { CredentialType: types } })

interface Verified {
  readonly outcome: 'Success' | 'Failure'
  readonly type: CredentialType
  readonly data?: Readonly<Record<string, unknown>>
}

export const verified = (instance: Instance, attempt: Attempt, { outcome, type, data }: Verified): EventDetails =>
  signinEvent(instance, 'CredentialVerification', attempt, { outcome, data: { CredentialType: type, ...data } })

/** @param loginTo without query, which may hold codes */
export const authenticated = (
  instance: Instance,
  attempt: Attempt,
  { loginTo, proven }: { readonly loginTo: string; readonly proven: readonly CredentialType[] },
): EventDetails =>
  signinEvent(instance, 'UserAuthentication', attempt, {
    data: {
      LoginTo: loginTo,
      CredentialType: proven.filter(type => type !== 'REGISTRATION').join(','),
      ...(proven.includes('REGISTRATION') ? { DeviceEnrollmentRequired: 'true' } : {}),
    },
  })

/** The same call under the name of the event that its refusal belongs to. */
export const named = (author: Author, eventName: SigninEventName): Author => ({
  ...author,
  call: { ...author.call, eventName, eventSource: 'signin.amazonaws.com', eventType: 'AwsServiceEvent' },
})
