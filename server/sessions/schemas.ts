import { Type } from 'typebox'
import { ApiErrorBody } from '#server/http/index.ts'

/** What `/api/v1/session` and `/api/v1/sessions` take and answer; OpenAPI is made from it. Instants are Unix ms. */

const refused = { 401: ApiErrorBody, 403: ApiErrorBody }

const Session = {
  id: Type.String(),
  createdAt: Type.Integer(),
  expiresAt: Type.Integer(),
}

export const whoAmI = {
  summary: 'Who I am',
  response: {
    200: Type.Object({
      user: Type.Object({
        id: Type.String(),
        userName: Type.String(),
        displayName: Type.String(),
        email: Type.Optional(Type.String()),
      }),
      session: Type.Object(Session),
      portal: Type.Object({
        url: Type.String(),
        startUrl: Type.String(),
        aliasStartUrl: Type.String(),
        region: Type.String(),
        instanceArn: Type.String(),
        identityStoreId: Type.String(),
      }),
      canAdminister: Type.Boolean(),
    }),
    ...refused,
  },
}

export const ownSessions = {
  summary: 'Where I am signed in',
  response: {
    200: Type.Object({
      sessions: Type.Array(
        Type.Object({
          ...Session,
          userAgent: Type.String(),
          sourceIp: Type.String(),
          current: Type.Boolean(),
        }),
      ),
    }),
    ...refused,
  },
}

export const endSession = {
  summary: 'End one of my sessions',
  params: Type.Object({ sessionId: Type.String({ maxLength: 64 }) }),
  response: { 204: Type.Null(), ...refused, 404: ApiErrorBody },
}
