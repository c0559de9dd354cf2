import type { Instance } from '#server/base/instance.ts'

/** The name of the instance in AWS's dual-stack form; clients take the Region from it. */
export const instanceUrl = ({ instanceId, region }: Instance): string =>
  `https://${instanceId}.portal.${region}.app.aws`

/** Current AWS CLIs take no start URL outside AWS's domains, so this name is one of ours; nothing is ever sent there. */
export const aliasStartUrl = ({ identityStoreId }: Instance): string => `https://${identityStoreId}.awsapps.com/start`

/** The start URLs to tell people: ours, and the two of AWS's forms, which AWS CLIs from 2.35.13 on want. */
export const acceptedStartUrls = (instance: Instance, origin: string): readonly string[] => [
  `${origin}/start`,
  aliasStartUrl(instance),
  instanceUrl(instance),
]

/**
 * Whether a start URL or issuer URL of a client means this instance. A trailing `/start`, slash and fragment make no
 * difference: people copy the address from where they stand in the portal.
 */
export function namesInstance(url: string, instance: Instance, origin: string): boolean {
  const { instanceId, identityStoreId, region } = instance
  const bare = bareUrl(url)
  return (
    bare !== undefined &&
    [
      origin,
      `https://${identityStoreId}.awsapps.com`,
      instanceUrl(instance),
      `https://${instanceId}.${region}.portal.amazonaws.com`,
      `https://identitycenter.amazonaws.com/${instanceId}`,
    ].includes(bare)
  )
}

function bareUrl(text: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.search !== '' || url.username !== '' || url.password !== '') return undefined
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/start$/, '')
}
