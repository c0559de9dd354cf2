import type { CustomerPolicyReference } from './types.ts'

/** Path and name in one, the key that such policies are kept and listed by. It begins with `/`, which no ARN does. */
export const customerPolicyKey = ({ name, path }: CustomerPolicyReference): string => `${path}${name}`

export function customerPolicyOf(key: string): CustomerPolicyReference {
  const end = key.lastIndexOf('/') + 1
  return { name: key.slice(end), path: key.slice(0, end) }
}
