import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyServerOptions, FastifySchemaValidationError } from 'fastify'
import { createRequire } from 'node:module'
import { checker } from '../validation/index.ts'

interface RouteSchema { schema: unknown, httpPart?: string }

/**
 * Compiles a schema at its first use, because most runs use few schemas. TypeBox checks bodies unchanged and converts texts (query,
 * path) to the types of their schemas. Fastify's default validator, Ajv, is never loaded.
 */
export const compilersFactory = {
  buildValidator: () => ({ schema, httpPart }: RouteSchema) => {
    const issuesOf = checker(schema as TSchema)
    const converts = httpPart !== 'body' && !isAllText(schema as TSchema)
    return (data: unknown) => {
      const value = converts ? Value.Convert(schema as TSchema, data) : data
      const issues = issuesOf(value)
      // Fastify passes the issues to the error handler unchanged, as `error.validation`
      return issues.length === 0 ? { value } : { error: issues as unknown as FastifySchemaValidationError[] }
    }
  },
  buildSerializer: () => ({ schema }: RouteSchema) => {
    let serialize: Serialize | undefined
    return (data: unknown) => (serialize ??= serializerOf(schema as object))(data)
  }
// Fastify's types demand the external schemas that only Ajv needs
} as unknown as NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Whether no value needs a conversion: most path parameters are texts, and converting costs more than checking. */
function isAllText ({ properties = {} }: TSchema): boolean {
  return Object.values(properties as Record<string, TSchema>).every(({ type }) => type === 'string')
}

const require = createRequire(import.meta.url)

type Serialize = (data: unknown) => string

/** Shared by all servers of the process: a test suite may start a server for each test, with the same schemas. */
const serializers = new WeakMap<object, Serialize>()

function serializerOf (schema: object): Serialize {
  let serialize = serializers.get(schema)
  if (serialize === undefined) {
    serialize = require('fast-json-stringify')(schema) as Serialize
    serializers.set(schema, serialize)
  }
  return serialize
}
