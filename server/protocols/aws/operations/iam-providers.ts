import type * as Wire from '@aws-sdk/client-iam'
import { arn } from '#server/formats/aws/index.ts'
import { check, text } from '../constraints.ts'
import { type Operation, operation } from '../operation.ts'
import { everywhere, type IamNeeds, pageOfAll, tags, tagsIn, tagsOut } from './iam-inputs.ts'

const providerName = text({ min: 1, max: 128, pattern: /[\w._-]+/ })
const providerArn = text({ min: 20, max: 2048 })
const metadata = text({ min: 1000, max: 10_000_000 })

/** AWS's own providers are listed as valid for about a hundred years. */
const VALID_MS = 100 * 365.25 * 24 * 3600 * 1000

const onProvider = (action: string) => (input: { readonly SAMLProviderArn?: string | undefined }) => [
  { action: `iam:${action}`, resource: input.SAMLProviderArn ?? '' },
]

/** Identity providers of an account, and what an account has none of. */
export const iamProviderOperations = (needs: IamNeeds): readonly Operation[] => [
  ...reading(needs),
  ...changing(needs),
  ...absent,
]

const reading = ({ iam }: IamNeeds): readonly Operation[] => [
  operation<Wire.GetSAMLProviderCommandInput, Wire.GetSAMLProviderCommandOutput>('GetSAMLProvider', {
    plane: 'account',
    readOnly: true,
    needs: onProvider('GetSAMLProvider'),
    async handle(input, actor) {
      check(input, { SAMLProviderArn: providerArn })
      const provider = await iam.providers.get(actor, input.SAMLProviderArn ?? '')
      return {
        SAMLMetadataDocument: provider.metadata,
        CreateDate: new Date(provider.createdAt),
        ValidUntil: new Date(provider.createdAt + VALID_MS),
        Tags: tagsOut(provider.tags),
      }
    },
  }),
  operation<Wire.ListSAMLProvidersCommandInput, Wire.ListSAMLProvidersCommandOutput>('ListSAMLProviders', {
    plane: 'account',
    readOnly: true,
    needs: everywhere('ListSAMLProviders'),
    async handle(_input, actor) {
      const providers = await iam.providers.list(actor)
      return {
        SAMLProviderList: providers.map(provider => ({
          Arn: provider.arn,
          CreateDate: new Date(provider.createdAt),
          ValidUntil: new Date(provider.createdAt + VALID_MS),
        })),
      }
    },
  }),
]

const changing = ({ iam }: IamNeeds): readonly Operation[] => [
  operation<Wire.CreateSAMLProviderCommandInput, Wire.CreateSAMLProviderCommandOutput>('CreateSAMLProvider', {
    plane: 'account',
    readOnly: false,
    secrets: ['AddPrivateKey'],
    needs: (input, actor) => [
      {
        action: 'iam:CreateSAMLProvider',
        resource: arn('samlProvider', { account: actor.accountId ?? '', providerName: input.Name ?? '' }),
      },
    ],
    async handle(input, actor) {
      check(input, { Name: providerName, SAMLMetadataDocument: metadata, Tags: tags })
      const { Name = '', SAMLMetadataDocument = '' } = input
      const provider = await iam.providers.create(actor, Name, SAMLMetadataDocument, tagsIn(input.Tags))
      return { SAMLProviderArn: provider.arn, Tags: tagsOut(provider.tags) }
    },
  }),
  operation<Wire.UpdateSAMLProviderCommandInput, Wire.UpdateSAMLProviderCommandOutput>('UpdateSAMLProvider', {
    plane: 'account',
    readOnly: false,
    secrets: ['AddPrivateKey'],
    needs: onProvider('UpdateSAMLProvider'),
    async handle(input, actor) {
      check(input, { SAMLProviderArn: providerArn, SAMLMetadataDocument: metadata })
      const { SAMLProviderArn = '', SAMLMetadataDocument = '' } = input
      await iam.providers.update(actor, SAMLProviderArn, SAMLMetadataDocument)
      return { SAMLProviderArn }
    },
  }),
  operation<Wire.DeleteSAMLProviderCommandInput, Wire.DeleteSAMLProviderCommandOutput>('DeleteSAMLProvider', {
    plane: 'account',
    readOnly: false,
    needs: onProvider('DeleteSAMLProvider'),
    async handle(input, actor) {
      check(input, { SAMLProviderArn: providerArn })
      await iam.providers.delete(actor, input.SAMLProviderArn ?? '')
      return {}
    },
  }),
]

const absent: readonly Operation[] = [
  operation<Wire.ListOpenIDConnectProvidersCommandInput, Wire.ListOpenIDConnectProvidersCommandOutput>(
    'ListOpenIDConnectProviders',
    {
      plane: 'account',
      readOnly: true,
      needs: everywhere('ListOpenIDConnectProviders'),
      handle: async () => ({ OpenIDConnectProviderList: [] }),
    },
  ),
  operation<Wire.ListAccountAliasesCommandInput, Wire.ListAccountAliasesCommandOutput>('ListAccountAliases', {
    plane: 'account',
    readOnly: true,
    needs: everywhere('ListAccountAliases'),
    handle: async () => ({ AccountAliases: [], ...pageOfAll }),
  }),
]
