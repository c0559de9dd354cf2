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
  // Current AWS CLIs follow one redirect of the start URL to a name of AWS's own, which is a name of ours too (§7.2).
  for (const url of ['/start', '/start/'])
    app.head(url, async (_request, reply) => reply.redirect(`${instanceUrl(ports.instance)}/`, 302))
}
