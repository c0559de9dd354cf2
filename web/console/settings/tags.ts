/** Tags and the name of the instance, as AWS takes them. Pure. */

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** AWS's own bound. */
export const MOST_TAGS = 50

export const nameProblem = (name: string): string | undefined =>
  /^[\w+=,.@-]{0,255}$/.test(name) ? undefined : 'A character that names cannot have, such as a space, or too long'

const FORMAT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** By the place in the list; what is fine is left out. */
export function keyProblem(tags: readonly Tag[], place: number): string | undefined {
  const key = tags[place]?.Key ?? ''
  if (key === '') return 'A tag needs a key'
  if (key.toLowerCase().startsWith('aws:')) return 'Keys that begin with aws: are AWS’s own'
  if (key.length > 128 || !FORMAT.test(key)) return 'Up to 128 letters, digits, spaces and _ . : / = + - @'
  return tags.findIndex(({ Key }) => Key === key) < place ? 'Another tag has this key' : undefined
}

export const valueProblem = ({ Value }: Tag): string | undefined =>
  Value.length > 256 || !FORMAT.test(Value) ? 'Up to 256 letters, digits, spaces and _ . : / = + - @' : undefined

interface Tagged {
  readonly InstanceArn: string
  /** The instance itself, if nothing else is said. */
  readonly ResourceArn?: string
}

/** The calls that lead from what there is to what is wanted. */
export function tagCalls(resource: Tagged, before: readonly Tag[], after: readonly Tag[]) {
  const target = { ResourceArn: resource.InstanceArn, ...resource }
  const gone = before.filter(({ Key }) => !after.some(tag => tag.Key === Key)).map(({ Key }) => Key)
  const put = after.filter(({ Key, Value }) => !before.some(tag => tag.Key === Key && tag.Value === Value))
  const call = <Operation extends string, Input extends object>(operation: Operation, input: Input) => ({
    service: 'sso-admin' as const,
    operation,
    input: { ...target, ...input },
  })
  return [
    ...(gone.length === 0 ? [] : [call('UntagResource', { TagKeys: gone })]),
    ...(put.length === 0 ? [] : [call('TagResource', { Tags: put.map(({ Key, Value }) => ({ Key, Value })) })]),
  ]
}
