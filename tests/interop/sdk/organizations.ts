import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AccountNotFoundException,
  CreateAccountStatusNotFoundException,
  DuplicateOrganizationalUnitException,
  InvalidInputException,
  OrganizationalUnitNotEmptyException,
  OrganizationalUnitNotFoundException,
  ParentNotFoundException,
} from '@aws-sdk/client-organizations'
import { given, newAccount, refused, type Stories } from './world.ts'

export const organizationStories: Stories = world => {
  const { clients, management } = world
  const { organizations } = clients

  const root = async () => given((await organizations.listRoots({})).Roots?.[0]?.Id)
  const newUnit = async (Name: string, ParentId: string) =>
    given((await organizations.createOrganizationalUnit({ Name, ParentId })).OrganizationalUnit?.Id)

  test('the organization names its management account and its root', async () => {
    const { Organization } = await organizations.describeOrganization({})
    assert.equal(Organization?.MasterAccountId, management)
    assert.equal(Organization.FeatureSet, 'ALL')
    assert.deepEqual(Organization.AvailablePolicyTypes, [])
    const { Roots } = await organizations.listRoots({})
    assert.deepEqual(
      given(Roots).map(one => [one.Name, one.PolicyTypes]),
      [['Root', []]],
    )
    assert.match(await root(), /^r-[0-9a-z]{4,32}$/)
  })

  test('a created account is described, listed and under the root, and its request is kept', async () => {
    const { CreateAccountStatus } = await organizations.createAccount({
      AccountName: 'payments',
      Email: 'payments@example.org',
    })
    const { CreateAccountStatus: status } = await organizations.describeCreateAccountStatus({
      CreateAccountRequestId: CreateAccountStatus?.Id,
    })
    assert.equal(status?.State, 'SUCCEEDED')
    assert.ok(status.RequestedTimestamp instanceof Date && status.CompletedTimestamp instanceof Date)
    const { Account } = await organizations.describeAccount({ AccountId: status.AccountId })
    assert.deepEqual([Account?.Name, Account?.Status, Account?.State], ['payments', 'ACTIVE', 'ACTIVE'])
    assert.deepEqual([Account?.Email, Account?.JoinedMethod], ['payments@example.org', 'CREATED'])
    const { Accounts } = await organizations.listAccounts({})
    assert.ok(given(Accounts).some(account => account.Id === status.AccountId))
    const { CreateAccountStatuses } = await organizations.listCreateAccountStatus({ States: ['SUCCEEDED'] })
    assert.ok(given(CreateAccountStatuses).some(request => request.Id === status.Id))
    const parents = await organizations.listParents({ ChildId: status.AccountId })
    assert.deepEqual(parents.Parents, [{ Id: await root(), Type: 'ROOT' }])
  })

  test('a second account with the e-mail address of another fails, and the request says why', async () => {
    await newAccount(world, 'first-of-two')
    const { CreateAccountStatus } = await organizations.createAccount({
      AccountName: 'second-of-two',
      Email: 'first-of-two@example.org',
    })
    const { CreateAccountStatus: status } = await organizations.describeCreateAccountStatus({
      CreateAccountRequestId: CreateAccountStatus?.Id,
    })
    assert.deepEqual([status?.State, status?.FailureReason], ['FAILED', 'EMAIL_ALREADY_EXISTS'])
  })

  test('accounts move between organizational units, which can be renamed, listed and deleted when empty', async () => {
    const rootId = await root()
    const unit = await newUnit('workloads', rootId)
    const accountId = await newAccount(world, 'moving')
    const lists = async (ParentId: string) => {
      const { Accounts } = await organizations.listAccountsForParent({ ParentId })
      const { Children } = await organizations.listChildren({ ParentId, ChildType: 'ACCOUNT' })
      assert.deepEqual(
        given(Accounts)
          .map(account => account.Id)
          .sort(),
        given(Children)
          .map(child => child.Id)
          .sort(),
      )
      return given(Accounts).map(account => account.Id)
    }
    assert.deepEqual(await lists(unit), [])
    const move = { AccountId: accountId, SourceParentId: rootId, DestinationParentId: unit }
    await organizations.moveAccount(move)
    assert.deepEqual(await lists(unit), [accountId])
    await organizations.updateOrganizationalUnit({ OrganizationalUnitId: unit, Name: 'products' })
    const { OrganizationalUnit } = await organizations.describeOrganizationalUnit({ OrganizationalUnitId: unit })
    assert.equal(OrganizationalUnit?.Name, 'products')
    const { OrganizationalUnits } = await organizations.listOrganizationalUnitsForParent({ ParentId: rootId })
    assert.ok(given(OrganizationalUnits).some(one => one.Id === unit && one.Name === 'products'))
    assert.deepEqual((await organizations.listOrganizationalUnitsForParent({ ParentId: unit })).OrganizationalUnits, [])
    const remove = () => organizations.deleteOrganizationalUnit({ OrganizationalUnitId: unit })
    await refused(remove(), OrganizationalUnitNotEmptyException, /still holds accounts or units/)
    await organizations.moveAccount({ ...move, SourceParentId: unit, DestinationParentId: rootId })
    await remove()
    const gone = organizations.describeOrganizationalUnit({ OrganizationalUnitId: unit })
    await refused(gone, OrganizationalUnitNotFoundException, /organizational unit/i)
  })

  test('each thing that is not there has the exception of its kind', async () => {
    const rootId = await root()
    await refused(organizations.describeAccount({ AccountId: '999999999999' }), AccountNotFoundException, /account/i)
    const request = organizations.describeCreateAccountStatus({ CreateAccountRequestId: 'car-00000000' })
    await refused(request, CreateAccountStatusNotFoundException, /request/i)
    const unit = rootId.replace('r-', 'ou-').concat('-00000000')
    await refused(organizations.listAccountsForParent({ ParentId: unit }), ParentNotFoundException, /parent/i)
    await newUnit('twice', rootId)
    await refused(newUnit('twice', rootId), DuplicateOrganizationalUnitException, /twice|name/i)
  })

  test('an input that breaks a constraint says which, in the words that clients compare', async () => {
    const error = await refused(
      organizations.describeAccount({ AccountId: '12' }),
      InvalidInputException,
      /AccountId|accountId/,
    )
    assert.equal(error.Reason, 'INVALID_PATTERN')
  })
}
