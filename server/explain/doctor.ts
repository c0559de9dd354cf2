import type { Audit } from '#server/audit/index.ts'

/** One thing that `portico doctor` looked at. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  readonly observed: string
  /** What to do, where it is not ok. */
  readonly fix?: string
}

interface Needs {
  readonly audit: Pick<Audit, 'verifyChain'>
  readonly engine: string
  readonly administrators: () => Promise<boolean>
  readonly failedProvisioning: () => Promise<number>
}

/** Everything that can be told to be wrong from the inside, each finding with what was seen and how to mend it. */
export async function diagnose({
  audit,
  engine,
  administrators,
  failedProvisioning,
}: Needs): Promise<readonly Finding[]> {
  const chain = await audit.verifyChain()
  const hasAdministrator = await administrators()
  const failed = await failedProvisioning()
  return [
    { check: 'The store opens and the master key fits', ok: true, observed: engine },
    chain.brokenAt === undefined
      ? {
          check: 'The event history is unaltered',
          ok: true,
          observed: `${chain.events} chained, ${chain.unnumbered} waiting`,
        }
      : {
          check: 'The event history is unaltered',
          ok: false,
          observed: `the chain breaks at number ${chain.brokenAt}`,
          fix: 'An event was altered or removed behind Portico’s back. Compare with a backup and find who wrote to the database.',
        },
    hasAdministrator
      ? { check: 'There is an administrator', ok: true, observed: 'yes' }
      : {
          check: 'There is an administrator',
          ok: false,
          observed: 'nobody may enter the management account',
          fix: 'Run: portico setup --user-name NAME --email MAIL --given-name G --family-name F --password-stdin',
        },
    failed === 0
      ? { check: 'Roles are as they should be', ok: true, observed: 'no failed provisioning' }
      : {
          check: 'Roles are as they should be',
          ok: false,
          observed: `${failed} roles could not be provisioned`,
          fix: 'Look for events named ProvisionRole with an errorCode in the event history; each says what the account refused.',
        },
  ]
}
