/** How large the inline policy of a permission set may be; `PutInlinePolicyToPermissionSet` refuses more. */

/** Characters without white space, of which IAM's quota (10,240) counts none. */
export const MOST_POLICY_WEIGHT = 10_240
/** Characters of the whole text. */
export const MOST_POLICY_TEXT = 32_768

export const policyWeight = (document: string): number => document.replace(/\s/g, '').length
