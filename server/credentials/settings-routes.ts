import type { FastifyPluginAsync } from 'fastify'
import { type Instance, instanceArn } from '#server/base/instance.ts'
import { type AdministrationPorts, administration, shape } from '#server/http/index.ts'
import { AWS_POLICY, LONGEST_HISTORY, LONGEST_PASSWORD } from './policy.ts'
import type { PasswordSettings } from './settings.ts'
import type { PasswordPolicy } from './types.ts'

export interface PasswordSettingsRoutesNeeds {
  readonly administration: AdministrationPorts
  readonly passwordSettings: PasswordSettings
  readonly instance: Instance
}

const { truth, object } = shape

const policy = object({
  minimumLength: { type: 'integer', minimum: AWS_POLICY.minimumLength, maximum: LONGEST_PASSWORD },
  history: { type: 'integer', minimum: AWS_POLICY.history, maximum: LONGEST_HISTORY },
  refuseCommon: truth,
})

/** `/api/v1/settings/passwords`. AWS has no such setting; what can be set is never less than AWS asks for. */
export const passwordSettingsRoutes: FastifyPluginAsync<PasswordSettingsRoutesNeeds> = async (app, needs) => {
  const { instance, passwordSettings } = needs
  const route = administration(app, needs.administration)
  const may = (action: string) => [{ action: `sso:${action}`, resource: instanceArn(instance) }]
  const place = { path: '/settings/passwords', eventSource: 'sso.amazonaws.com' } as const
  route({
    ...place,
    method: 'GET',
    summary: 'What passwords must be: how long, how many are not used again, whether common ones are refused',
    eventName: 'GetPasswordSettings',
    readOnly: true,
    answer: policy,
    needs: () => may('GetPasswordSettings'),
    handle: () => passwordSettings.read(),
  })
  route<{ readonly body: PasswordPolicy }>({
    ...place,
    method: 'PUT',
    summary: 'Set what passwords must be that are set from now on; those that are in use stay',
    eventName: 'UpdatePasswordSettings',
    readOnly: false,
    body: policy,
    needs: () => may('UpdatePasswordSettings'),
    handle: ({ body }, actor) => passwordSettings.write(actor, body),
  })
}
