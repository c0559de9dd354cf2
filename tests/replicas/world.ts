/** Two servers of one PostgreSQL store behind one name, as a load balancer would reach them. */
import { Agent } from 'node:http'
import { connect } from 'node:net'
import type { App } from '#server/app.ts'
import { type Asked, Browser, type Send, send } from '#tests/doors/wire.ts'
import type { Credentials } from '#tests/doors/world.ts'
import { engines } from '#tests/engines.ts'
import { clientConfig, freePort, startPortico, testConfig } from '#tests/portico.ts'

export interface Replica {
  readonly app: App
  readonly port: number
}

export interface Replicas {
  readonly origin: string
  readonly first: Replica
  readonly second: Replica
  /** Each request goes to the other replica than the one before. */
  readonly alternating: Send
  /** At one replica, under the name of both. */
  at(replica: Replica, asked: Asked): ReturnType<Send>
  browser(sending?: Send): Browser
  /** Configuration of an AWS SDK client whose calls all go to one replica. */
  client(replica: Replica, key: Credentials): ReturnType<typeof clientConfig> & { requestHandler: object }
}

export async function replicas(): Promise<Replicas> {
  const engine = engines.find(({ name }) => name === 'PostgreSQL')
  if (engine === undefined)
    throw new Error('replicas share a PostgreSQL store: set TEST_POSTGRES_URL, as npm test does')
  const config = await testConfig(await engine.settings())
  const { origin, listen } = config
  const otherPort = await freePort()
  const first = { app: await startPortico(config), port: listen.port }
  const second = {
    app: await startPortico({ ...config, listen: { ...listen, port: otherPort } }),
    port: otherPort,
  }
  const at: Replicas['at'] = ({ port }, asked) => send(origin, asked, port)
  let turn = 0
  const alternating: Send = asked => {
    turn += 1
    return at(turn % 2 === 0 ? first : second, asked)
  }
  return {
    origin,
    first,
    second,
    alternating,
    at,
    browser: (sending = alternating) => new Browser(origin, sending),
    client: ({ port }, key) => ({ ...clientConfig(origin, key), requestHandler: { httpAgent: agentTo(port) } }),
  }
}

/** Connects to this port, whatever the address says. */
function agentTo(port: number): Agent {
  const agent = new Agent()
  agent.createConnection = () => connect(port, '127.0.0.1')
  return agent
}
