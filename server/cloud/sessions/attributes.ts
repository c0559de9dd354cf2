import type { VerifiedAssertion } from '#server/formats/saml/index.ts'
import { checkTags } from '../limits.ts'
import { refuse } from '../refusals.ts'

/**
 * What an assertion asks of the session, read and checked (IAM user guide, configuring SAML assertions for the
 * authentication response).
 */
export interface SessionAttributes {
  /** Values of the attribute Role: `roleArn,providerArn`, in either order. */
  readonly roles: readonly RoleChoice[]
  readonly sessionName: string
  /** Seconds. */
  readonly duration?: number
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string
}

export interface RoleChoice {
  readonly roleArn: string
  readonly providerArn: string
}

export const ATTRIBUTES = 'https://aws.amazon.com/SAML/Attributes/'

const SESSION_NAME = /^[\w+=,.@-]{2,64}$/

/** @throws Refusal `cloud.saml_role_attribute`, `cloud.saml_session_attribute`, `cloud.invalid_tags` */
export function sessionAttributes({ attributes }: Pick<VerifiedAssertion, 'attributes'>): SessionAttributes {
  const values = (name: string) =>
    attributes.filter(attribute => attribute.name === `${ATTRIBUTES}${name}`).flatMap(attribute => attribute.values)
  const duration = single('SessionDuration', values('SessionDuration'), isDuration)
  const sourceIdentity = single('SourceIdentity', values('SourceIdentity'), isSessionName)
  const sessionName = single('RoleSessionName', values('RoleSessionName'), isSessionName)
  if (sessionName === undefined) throw wrong('RoleSessionName', 'no value')
  const tags = tagsOf(attributes)
  return {
    roles: values('Role').map(roleChoice),
    sessionName,
    ...(duration === undefined ? {} : { duration: Number(duration) }),
    tags,
    transitiveTagKeys: transitive(values('TransitiveTagKeys'), tags),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  }
}

const isSessionName = (value: string): boolean => SESSION_NAME.test(value)

const isDuration = (value: string): boolean =>
  /^\d{3,5}$/.test(value) && Number(value) >= 900 && Number(value) <= 43_200

function single(name: string, values: readonly string[], holds: (value: string) => boolean): string | undefined {
  const [value, second] = values
  if (value === undefined) return undefined
  if (second !== undefined) throw wrong(name, `${values.length} values`)
  if (!holds(value)) throw wrong(name, value.slice(0, 80))
  return value
}

const wrong = (name: string, observed: string) =>
  refuse('cloud.saml_session_attribute', { about: name, observed: `${name}: ${observed}` })

/** @throws Refusal `cloud.saml_role_attribute` */
export function roleChoice(value: string): RoleChoice {
  const parts = value.split(',').map(part => part.trim())
  const roleArn = parts.find(part => part.includes(':role/'))
  const providerArn = parts.find(part => part.includes(':saml-provider/'))
  if (parts.length === 2 && roleArn !== undefined && providerArn !== undefined) return { roleArn, providerArn }
  throw refuse('cloud.saml_role_attribute', { observed: value.slice(0, 200), expected: 'roleArn,providerArn' })
}

function tagsOf(attributes: VerifiedAssertion['attributes']): Readonly<Record<string, string>> {
  const prefix = `${ATTRIBUTES}PrincipalTag:`
  const tags = attributes
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, values, structured }) => {
      const key = name.slice(prefix.length)
      const [value, second] = values
      if (value === undefined || second !== undefined || structured) throw wrong(`PrincipalTag:${key}`, 'not one value')
      return { key, value }
    })
  checkTags(tags)
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

function transitive(keys: readonly string[], tags: Readonly<Record<string, string>>): readonly string[] {
  const unknown = keys.find(key => !Object.hasOwn(tags, key))
  if (unknown !== undefined) throw wrong('TransitiveTagKeys', `${unknown.slice(0, 80)}, which is no tag of the session`)
  return keys
}
