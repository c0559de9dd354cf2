/** One Portico deployment. Made at the first start and never changed afterwards. */
export interface Instance {
  /** `ssoins-` and 16 hex digits. */
  readonly instanceId: string
  /** `d-` and 10 hex digits. */
  readonly identityStoreId: string
  readonly region: string
  readonly organizationId: string
  readonly rootId: string
  readonly managementAccountId: string
  /** Unix ms. */
  readonly createdAt: number
}

export const instanceArn = (instance: Instance): string => `arn:aws:sso:::instance/${instance.instanceId}`

export const identityStoreArn = (instance: Instance): string =>
  `arn:aws:identitystore::${instance.managementAccountId}:identitystore/${instance.identityStoreId}`
