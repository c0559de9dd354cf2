import type { NamedPrincipal, PrincipalSelection } from './types.ts'

/** An IAM user, or a role session: then `arn` is the role's, with its path, as in `aws:PrincipalArn`. */
export interface AwsPrincipal {
  readonly kind: 'AWS'
  readonly accountId: string
  readonly arn: string
  /** `arn:aws:sts::{account}:assumed-role/{role}/{session}` */
  readonly sessionArn?: string
}

export interface FederatedPrincipal {
  readonly kind: 'Federated'
  /** The ARN of the SAML or OpenID Connect provider that vouched. */
  readonly provider: string
}

export interface ServicePrincipal {
  readonly kind: 'Service'
  readonly service: string
}

export type Principal = AwsPrincipal | FederatedPrincipal | ServicePrincipal

/** How closely a policy names a caller. It decides what else must allow the request. */
export type Naming = 'session' | 'user' | 'everyone' | 'role' | 'provider' | 'service' | 'account'

/** The closest first, which is also the order in which a grant needs less from other policies. */
const CLOSEST_FIRST: readonly Naming[] = ['session', 'user', 'everyone', 'role', 'provider', 'service', 'account']

type Name = readonly [naming: Naming, isNamedBy: (named: NamedPrincipal) => boolean]

/** @returns how the caller falls under the selection, or undefined where it does not */
export function namingOf(selection: PrincipalSelection, caller: Principal): Naming | undefined {
  const names = namesOf(caller)
  const listed = names.filter(([, isNamedBy]) => selection.named.some(isNamedBy)).map(([naming]) => naming)
  if (selection.negated) {
    // AWS excepts a caller only where all its names are listed: the account, the role and the session.
    return selection.everyone || listed.length === names.length ? undefined : 'everyone'
  }
  const all: readonly Naming[] = selection.everyone ? [...listed, 'everyone'] : listed
  return CLOSEST_FIRST.find(naming => all.includes(naming))
}

function namesOf(caller: Principal): readonly Name[] {
  if (caller.kind === 'Federated') return [['provider', isNamed('Federated', caller.provider)]]
  if (caller.kind === 'Service') return [['service', isNamed('Service', caller.service)]]
  const account: Name = ['account', named => named.type === 'AWS' && accountOf(named.value) === caller.accountId]
  const { arn, sessionArn } = caller
  return sessionArn === undefined
    ? [account, ['user', isNamed('AWS', arn)]]
    : [account, ['role', isNamed('AWS', arn)], ['session', isNamed('AWS', sessionArn)]]
}

const isNamed = (type: NamedPrincipal['type'], value: string) => (named: NamedPrincipal) =>
  named.type === type && (named.value === value || (named.value === '*' && type !== 'AWS'))

/** An account is named by its id or by the ARN of its root; both mean everybody in it whom its policies allow. */
const accountOf = (value: string): string | undefined => /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1]
