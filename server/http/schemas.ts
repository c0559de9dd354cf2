/**
 * Schemas of routes, compiled when a route is first asked for. A start would otherwise pay for all of them, in time and
 * in memory, and most processes use few.
 */
import { AjvCompiler } from '@fastify/ajv-compiler'
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'

type Validate = ReturnType<FastifySchemaCompiler<unknown>>
type Serialize = ReturnType<FastifySerializerCompiler<unknown>>

export function compilesOnDemand(app: FastifyInstance): void {
  // What a caller sends and nobody knows is a mistake to be told, not to be dropped in silence.
  const compile = AjvCompiler()({}, { customOptions: { removeAdditional: false } })
  const compileAnswer = SerializerSelector()({}, {})
  app.setValidatorCompiler<object>(({ schema }) => validateOnDemand(() => compile({ schema }) as Validate))
  app.setSerializerCompiler<object>(({ method, url, schema, httpStatus = '' }) =>
    serializeOnDemand(() => compileAnswer({ method, url, schema, httpStatus }) as Serialize),
  )
}

/** Fastify reads what was wrong from the member `errors` of the function. */
function validateOnDemand(compile: () => Validate): Validate {
  let compiled: Validate | undefined
  const validate: Validate = data => {
    compiled ??= compile()
    const valid = compiled(data)
    validate.errors = compiled.errors ?? null
    return valid
  }
  return validate
}

function serializeOnDemand(compile: () => Serialize): Serialize {
  let compiled: Serialize | undefined
  return data => {
    compiled ??= compile()
    return compiled(data)
  }
}
