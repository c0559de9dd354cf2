import { openApp } from '#server/app.ts'
import { systemClock } from '#server/base/clock.ts'
import { systemRandom } from '#server/base/random.ts'
import { loadConfig } from '#server/config/index.ts'
import type { Values } from './commands.ts'
import { fillWithDemo } from './demo.ts'

export const serveOptions = { listen: { type: 'string' }, demo: { type: 'boolean' } } as const

/** Runs until SIGTERM or SIGINT. Prints where the portal is, and on an empty store the one-time set-up link. */
export async function serve(values: Values): Promise<number> {
  const listen = typeof values.listen === 'string' ? { PORTICO_LISTEN: values.listen } : {}
  const config = loadConfig({ ...process.env, ...listen }, systemRandom)
  const app = await openApp(config, { clock: systemClock, random: systemRandom })
  try {
    app.storage.lockForServer()
    const stopped = stopSignal()
    await app.listen()
    if (values.demo === true) for (const line of await fillWithDemo(app)) process.stdout.write(`${line}\n`)
    process.stdout.write(`Portal: ${app.description.portalUrl}\n`)
    const link = await app.commands.setupLink()
    if (link !== undefined) process.stdout.write(`Set up the first administrator (once, within an hour): ${link}\n`)
    await stopped
  } finally {
    await app.close()
  }
  return 0
}

const stopSignal = (): Promise<void> =>
  new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
