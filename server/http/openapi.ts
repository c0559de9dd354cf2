import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'

/** OpenAPI of `/api/v1`, at `/api/v1/openapi.json`. Registered before the routes it describes. */
export async function openApi(app: FastifyInstance, origin: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Portico',
        version: '1',
        description: 'What no AWS API covers. Browsers call it with the session cookie and the header x-portico-as.',
      },
      servers: [{ url: origin }],
    },
    transform: ({ schema, url, ...rest }) => {
      const described = url.startsWith('/api/v1/') && url !== DOCUMENT
      return { ...rest, url, schema: described ? schema : { ...schema, hide: true } }
    },
  })
  app.get(DOCUMENT, async () => app.swagger())
}

const DOCUMENT = '/api/v1/openapi.json'
