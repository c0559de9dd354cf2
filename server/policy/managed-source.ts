/** How the AWS managed policies are written down here: the wire form of a document, without what all have in common. */

interface StatementSource {
  readonly Effect: 'Allow'
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource: string
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface ManagedPolicySource {
  readonly name: string
  readonly path: string
  readonly description: string
  readonly statements: readonly StatementSource[]
}

export const allow = (...actions: readonly string[]): StatementSource => ({
  Effect: 'Allow',
  Action: actions,
  Resource: '*',
})

export const allowAllBut = (...actions: readonly string[]): StatementSource => ({
  Effect: 'Allow',
  NotAction: actions,
  Resource: '*',
})
