import type { Ground } from '../ground.ts'
import { type Load, type Pace, type Request, rate, repeat, roundRobin } from '../load.ts'
import type { Measurement, Row } from '../row.ts'

const CLIENTS = 16

const bearer = (accessToken: string) => ({ 'x-amz-sso_bearer_token': accessToken })

async function asked(ground: Ground, pace: Pace, requests: readonly Request[]) {
  const next = roundRobin(requests)
  const load: Load = { clients: CLIENTS, milliseconds: pace.milliseconds, next }
  return rate(await repeat(ground.server, pace, () => load))
}

/** What the AWS CLI and SDKs ask all day. */
export const listAccounts: Row = {
  name: 'list-accounts',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const requests = ground.people.map(({ accessToken }): Request => {
      const path = '/assignment/accounts?max_result=100'
      return { method: 'GET', path, headers: bearer(accessToken) }
    })
    const measured = await asked(ground, pace, requests)
    return [{ what: 'ListAccounts (10 accounts)', limit: { bound: 'at least', value: 1_500 }, ...measured }]
  },
}

export const roleCredentials: Row = {
  name: 'role-credentials',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const requests = ground.people.map(({ accessToken }, number): Request => {
      const accountId = ground.accountIds[number % 10]
      const path = `/federation/credentials?account_id=${accountId}&role_name=${ground.roleName}`
      return { method: 'GET', path, headers: bearer(accessToken) }
    })
    const measured = await asked(ground, pace, requests)
    // The budget is for SQLite; on PostgreSQL the figure is told without one.
    const limit = ground.engine === 'SQLite' ? { limit: { bound: 'at least', value: 1_000 } as const } : {}
    return [{ what: 'GetRoleCredentials with its event', ...limit, ...measured }]
  },
}

/** Each client refreshes with the token that its last refresh gave it, as programs do. */
export const refresh: Row = {
  name: 'refresh',
  async onGround({ server, people, program }, pace): Promise<readonly Measurement[]> {
    const held = people.map(({ refreshToken }) => refreshToken)
    const { clientId, clientSecret } = program
    const next: Load['next'] = (client, answer) => {
      if (answer !== undefined) held[client] = JSON.parse(answer.body).refreshToken
      const body = { clientId, clientSecret, grantType: 'refresh_token', refreshToken: held[client] }
      const headers = { 'content-type': 'application/json' }
      return { method: 'POST', path: '/token', headers, body: JSON.stringify(body) }
    }
    const load: Load = { clients: people.length, milliseconds: pace.milliseconds, next }
    const measured = await repeat(server, pace, () => load)
    return [{ what: 'token refresh', limit: { bound: 'at least', value: 1_500 }, ...rate(measured) }]
  },
}
