import type { Actor } from '#server/base/actor.ts'
import type { Clock } from '#server/base/clock.ts'
import { Refusal } from '#server/base/refusal.ts'
import { arn, readArn } from '#server/formats/aws/index.ts'
import { readIdpMetadata } from '#server/formats/saml/index.ts'
import { accountOf, requireAccount } from '../account.ts'
import { checkTags, LIMITS, within } from '../limits.ts'
import type { CloudNeeds } from '../needs.ts'
import { refuse } from '../refusals.ts'
import type { SamlProvider, Tag } from '../types.ts'

export interface IamProviders {
  get(actor: Actor, providerArn: string): Promise<SamlProvider>
  list(actor: Actor): Promise<readonly SamlProvider[]>
  create(actor: Actor, name: string, metadata: string, tags?: readonly Tag[]): Promise<SamlProvider>
  update(actor: Actor, providerArn: string, metadata: string): Promise<void>
  delete(actor: Actor, providerArn: string): Promise<void>
}

export function iamProviders({ stores, atomically, clock }: CloudNeeds): IamProviders {
  return {
    async get(actor, providerArn) {
      const named = nameOf(actor, providerArn)
      return (named && (await stores.providers.find(named.account, named.providerName))) ?? noSuchProvider(providerArn)
    },
    list: async actor => stores.providers.list(accountOf(actor)),
    async create(actor, providerName, metadata, tags = []) {
      const accountId = accountOf(actor)
      checkMetadata(metadata, clock)
      checkTags(tags)
      const provider = { accountId, providerName, metadata, tags, createdAt: clock() }
      const providerArn = arn('samlProvider', { account: accountId, providerName })
      await atomically(async unit => {
        await requireAccount(unit, accountId)
        const known = await unit.providers.list(accountId)
        if (known.some(other => other.providerName === providerName)) {
          const sentence = `SAMLProvider ${providerArn} already exists.`
          throw refuse('cloud.provider_exists', { sentence, about: providerArn })
        }
        within('SAMLProvidersPerAccount', known.length + 1, LIMITS.samlProviders)
        await unit.providers.add(provider)
        await unit.events.record(actor, {
          ...providerEvent(accountId, providerArn),
          responseElements: { sAMLProviderArn: providerArn },
        })
      })
      return { ...provider, arn: providerArn }
    },
    async update(actor, providerArn, metadata) {
      const { account, providerName } = nameOf(actor, providerArn) ?? noSuchProvider(providerArn)
      await atomically(async unit => {
        if ((await unit.providers.find(account, providerName)) === undefined) noSuchProvider(providerArn)
        checkMetadata(metadata, clock)
        await unit.providers.setMetadata(account, providerName, metadata)
        await unit.events.record(actor, providerEvent(account, providerArn))
      })
    },
    async delete(actor, providerArn) {
      const { account, providerName } = nameOf(actor, providerArn) ?? noSuchProvider(providerArn)
      await atomically(async unit => {
        if ((await unit.providers.find(account, providerName)) === undefined) noSuchProvider(providerArn)
        await unit.providers.remove(account, providerName)
        await unit.events.record(actor, providerEvent(account, providerArn))
      })
    },
  }
}

/** Undefined for what is no provider of the caller's account. */
function nameOf(actor: Actor, providerArn: string) {
  const named = readArn('samlProvider', providerArn)
  return named?.account === accountOf(actor) ? named : undefined
}

/** @throws Refusal `cloud.invalid_metadata`, with the code of what is wrong */
export function checkMetadata(metadata: string, clock: Clock): void {
  try {
    readIdpMetadata(metadata, clock())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw refuse('cloud.invalid_metadata', {
      sentence: 'Could not parse metadata',
      observed: `${error.code}: ${error.definition.title}`,
      cause: error,
    })
  }
}

export const providerEvent = (accountId: string, providerArn: string) => ({
  recipientAccountId: accountId,
  resources: [{ type: 'AWS::IAM::SAMLProvider', name: providerArn, accountId }],
})

function noSuchProvider(providerArn: string): never {
  throw refuse('cloud.no_such_provider', {
    sentence: `Manifest not found for arn ${providerArn}`,
    about: providerArn,
  })
}
