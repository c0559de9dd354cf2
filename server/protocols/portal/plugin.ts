import formbody from '@fastify/formbody'
import type { FastifyPluginAsync } from 'fastify'
import { sendPageError } from '#server/http/index.ts'
import { authorizePages } from './authorize-pages.ts'
import { devicePages } from './device-pages.ts'
import { oidcDoor } from './oidc.ts'
import { portalDoor } from './portal.ts'
import type { PortalPorts } from './ports.ts'
import { instanceUrl } from './start-url.ts'

export const portalPlugin: FastifyPluginAsync<PortalPorts> = async (app, ports) => {
  await app.register(oidcDoor, ports)
  await app.register(portalDoor, ports)
  await app.register(async pages => {
    await pages.register(formbody)
    pages.setErrorHandler(sendPageError)
    await pages.register(authorizePages, ports)
    await pages.register(devicePages, ports)
  })
  // AWS CLIs from 2.35.13 on take only start URLs at AWS's own hosts, or one redirect to such a one, which we know too.
  for (const url of ['/start', '/start/'])
    app.head(url, async (_request, reply) => reply.redirect(`${instanceUrl(ports.instance)}/`, 302))
}
