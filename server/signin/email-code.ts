import type { Author } from '#server/audit/index.ts'
import type { Clock } from '#server/base/clock.ts'
import type { Instance } from '#server/base/instance.ts'
import type { Refusal } from '#server/base/refusal.ts'
import type { SecondFactors } from '#server/credentials/index.ts'
import { primaryEmail, type User } from '#server/directory/index.ts'
import { isAddress, type Outbox } from '#server/mail/index.ts'
import { challengedAgain } from './events.ts'
import { refuse } from './refusals.ts'
import type { Progress, SigninUnit } from './types.ts'

/** ms; as long as the code is good. */
const LIFETIME = 10 * 60 * 1000

/** Under which name a sign-in keeps what its second factor needs. */
export const holderOf = (signinId: string): string => `signin ${signinId}`

interface Needs {
  readonly secondFactors: Pick<SecondFactors, 'newEmailCode'>
  readonly outbox: Pick<Outbox, 'enqueue'>
  readonly instance: Instance
  readonly origin: string
  readonly clock: Clock
}

/** The address to which a code can be sent. */
export function mailableAt(user: User): string | undefined {
  const address = primaryEmail(user)
  return address !== undefined && isAddress(address) ? address : undefined
}

export const noAddress = (userId: string): Refusal =>
  refuse('signin.no_address', { about: userId, observed: 'no address of a mailbox', expected: 'ann@example.org' })

/** Mails somebody without a device a code, in the unit of the step that asks for it. @returns why there is none */
export async function mailCode(
  { secondFactors, outbox, instance, origin, clock }: Needs,
  unit: SigninUnit,
  author: Author,
  progress: Progress & { readonly userId: string },
): Promise<Refusal | undefined> {
  const { userId, signinId } = progress
  const user = await unit.people.user(userId)
  const address = user && mailableAt(user)
  if (address === undefined) return noAddress(userId)
  const code = await secondFactors.newEmailCode(unit, holderOf(signinId))
  if (code === undefined)
    return refuse('signin.code_sent_often', { observed: 'another code after five', expected: 'at most five' })
  const text = `Your code for signing in at ${origin} is

    ${code}

It works once, for ten minutes, in the browser where you are signing in. Nobody
will ask you for it anywhere else. If you are not signing in there now, somebody
knows your password: change it, and tell your administrator.
`
  await outbox.enqueue(unit, {
    ...{ to: address, subject: 'Your code for signing in', text, purpose: 'sign-in code', userId },
    goodUntil: clock() + LIFETIME,
  })
  await unit.events.record(author, challengedAgain(instance, progress, 'EMAIL_OTP'))
  return undefined
}
