/** The calls of Organizations that the pages of accounts make. */
import { RequestFailed } from '../../kit/failure.ts'
import type { Api } from '../api/call.ts'

const call = (operation: string, input: Readonly<Record<string, unknown>>) => ({
  service: 'organizations' as const,
  operation,
  input,
})

export const createAccountCall = (name: string, email: string) =>
  call('CreateAccount', { AccountName: name, Email: email })

export const createUnitCall = (name: string, parentId: string) =>
  call('CreateOrganizationalUnit', { ParentId: parentId, Name: name })

export const moveCall = (accountId: string, from: string, to: string) =>
  call('MoveAccount', { AccountId: accountId, SourceParentId: from, DestinationParentId: to })

interface CreateAccountAnswer {
  readonly CreateAccountStatus: {
    readonly Id: string
    readonly State: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED'
    readonly AccountId?: string
    readonly FailureReason?: string
  }
}

/** @returns the account's id, once it is there @throws RequestFailed */
export async function createAccount(api: Api, name: string, email: string): Promise<string> {
  const { service, operation, input } = createAccountCall(name, email)
  let { CreateAccountStatus: status } = await api.aws<CreateAccountAnswer>(service, operation, input)
  while (status.State === 'IN_PROGRESS') {
    await new Promise(resolve => setTimeout(resolve, 1_000))
    const asked = { CreateAccountRequestId: status.Id }
    const answer = await api.aws<CreateAccountAnswer>('organizations', 'DescribeCreateAccountStatus', asked)
    status = answer.CreateAccountStatus
  }
  if (status.AccountId !== undefined && status.State === 'SUCCEEDED') return status.AccountId
  throw new RequestFailed({ status: 0, reference: status.Id, ...reasons(status.FailureReason, email) })
}

const reasons = (reason: string | undefined, email: string) =>
  reason === 'EMAIL_ALREADY_EXISTS'
    ? {
        message: `The account was not created: ${reason}`,
        observed: email,
        cause: 'Another account has this e-mail address, and each account needs one of its own.',
        fix: 'Give another address. Many mail servers deliver name+anything@example.com to name@example.com.',
        actor: 'user',
      }
    : { message: `The account was not created: ${reason ?? 'no reason was given'}`, actor: 'administrator' }
