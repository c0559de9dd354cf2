import { execFileSync } from 'node:child_process'
import { type Load, perCpuSecond, type Request, rate, repeat, roundRobin } from '../load.ts'
import type { Measurement, Row } from '../row.ts'
import { median } from '../table.ts'

const CLIENTS = 16

/** Signatures per CPU-second with a key of 2048 bits, as OpenSSL's own benchmark counts them (user time). */
function opensslSigns(): number {
  const printed = execFileSync('openssl', ['speed', '-seconds', '1', 'rsa2048'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const rate = /^rsa 2048 bits\s+\S+s\s+\S+s\s+([\d.]+)/m.exec(printed)?.[1]
  if (rate === undefined) throw new Error(`openssl speed printed something else:\n${printed}`)
  return Number(rate)
}

/** A person enters an account: session, entitlement, signed response, event, page. */
export const saml: Row = {
  name: 'saml',
  async onGround(ground, pace): Promise<readonly Measurement[]> {
    const requests = ground.people.map(({ cookie }, number): Request => {
      const path = `/launch/account/${ground.accountIds[number % 10]}/${ground.roleName}`
      return { method: 'GET', path, headers: { cookie } }
    })
    const next = roundRobin(requests)
    const load: Load = { clients: CLIENTS, milliseconds: pace.milliseconds, next }
    // Before, between and after: the peer runs under the same conditions.
    const peer = [opensslSigns()]
    const measured = await repeat(ground.server, pace, () => {
      peer.push(opensslSigns())
      return load
    })
    peer.push(opensslSigns())
    const signs = median(peer)
    const { note, ...rates } = rate(measured)
    return [
      {
        what: 'signed SAML response, of what openssl signs',
        unit: '%',
        limit: { bound: 'at least', value: 60 },
        runs: measured.map(each => (100 * perCpuSecond(each)) / signs),
        note: `openssl speed rsa2048: ${signs.toFixed(0)} signs/CPU-s`,
      },
      { what: 'signed SAML response through HTTP', ...rates, note },
    ]
  },
}
