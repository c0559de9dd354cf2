import type { App } from '#server/app.ts'
import { DEMO_PASSWORD, fillWithDemo } from '#server/cli/demo.ts'
import { engines } from '#tests/engines.ts'
import { startPortico, testConfig } from '#tests/portico.ts'

export interface Demo {
  readonly app: App
  readonly origin: string
  /** Fills the store with the example organization, whose `ada` is the administrator, and waits until all is provisioned. */
  fill(): Promise<void>
  /** A user with nothing but a password, which is for one sign-in. */
  addNewcomer(userName: string): Promise<void>
}

export { DEMO_PASSWORD }

/** A server of this process over an empty store. */
export async function startDemo(): Promise<Demo> {
  const [engine] = engines
  if (engine === undefined) throw new Error('no database engine')
  const config = await testConfig(await engine.settings())
  const app = await startPortico(config)
  return {
    app,
    origin: config.origin,
    async fill() {
      await fillWithDemo(app)
      await app.provisioned()
    },
    async addNewcomer(userName) {
      const author = app.author('CreateUser')
      const name = { givenName: 'Nora', familyName: 'Newcomer' }
      await app.directory.createUser(author, {
        userName,
        displayName: 'Nora Newcomer',
        name,
        attributes: {},
        status: 'ENABLED',
      })
      await app.commands.setPassword({ userName, password: DEMO_PASSWORD, mustChange: true })
    },
  }
}
