import { setTimeout as sleep } from 'node:timers/promises'
import { ACCOUNTS, type Ground } from '../ground.ts'
import { type Client, client, type Load, measure } from '../load.ts'
import type { Measurement, Row } from '../row.ts'
import { signer } from '../signed.ts'

const CLIENTS = 16
/** Permission sets of one run: 20 in each of 60 accounts are 1,200 assignments, and as many roles. */
export const SETS = 20
const LOOK = 50

/** From the first CreateAccountAssignment to the moment when none is in progress any more. */
export const provisioning: Row = {
  name: 'provisioning',
  async onGround(ground, { runs }): Promise<readonly Measurement[]> {
    const { server } = ground
    const { send, close } = client(server.origin, 1)
    const seconds: number[] = []
    const accepted: number[] = []
    const cpu: number[] = []
    for (let run = 0; run < runs; run++) {
      const load = await assignments(ground)
      const before = server.cpu().all
      const begun = performance.now()
      accepted.push((await measure(server, load)).seconds)
      await settled(ground, send)
      seconds.push((performance.now() - begun) / 1000)
      cpu.push(server.cpu().all - before)
    }
    close()
    const fastest = (values: readonly number[]) => Math.min(...values).toFixed(1)
    return [
      {
        what: `${(SETS * ACCOUNTS).toLocaleString('en')} assignments over ${ACCOUNTS} accounts until provisioned`,
        unit: 's',
        limit: { bound: 'at most', value: 5 },
        runs: seconds,
        note: `${CLIENTS} clients; all accepted after ${fastest(accepted)} s; from ${fastest(cpu)} s of server CPU`,
      },
    ]
  },
}

async function assignments({ server, key, ...ground }: Ground): Promise<Load> {
  const sign = signer(server.origin, key)
  const requests = await Promise.all(
    ground.newPermissionSets(SETS).flatMap(PermissionSetArn =>
      ground.accountIds.map(TargetId =>
        sign('sso-admin', 'CreateAccountAssignment', {
          InstanceArn: ground.instanceArn,
          TargetId,
          TargetType: 'AWS_ACCOUNT',
          PermissionSetArn,
          PrincipalType: 'GROUP',
          PrincipalId: ground.groupId,
        }),
      ),
    ),
  )
  return { clients: CLIENTS, milliseconds: 120_000, next: () => requests.pop() }
}

async function settled({ server, key, instanceArn }: Ground, send: Client['send']): Promise<void> {
  const sign = signer(server.origin, key)
  const input = { InstanceArn: instanceArn, MaxResults: 1, Filter: { Status: 'IN_PROGRESS' } }
  for (;;) {
    const { status, body } = await send(await sign('sso-admin', 'ListAccountAssignmentCreationStatus', input))
    if (status !== 200) throw new Error(`ListAccountAssignmentCreationStatus: ${status} ${body}`)
    const { AccountAssignmentsCreationStatus: left } = JSON.parse(body)
    if (Array.isArray(left) && left.length === 0) return
    await sleep(LOOK)
  }
}
