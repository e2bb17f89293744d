import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyServerOptions, FastifySchemaValidationError } from 'fastify'
import { createRequire } from 'node:module'
import { checker } from '../validation/index.ts'

interface RouteSchema { schema: unknown, httpPart?: string }

/**
 * How schemas become validators and serializers: at their first use, because most runs meet few of them. TypeBox checks
 * bodies as they are and converts what comes as text (query, path); Fastify's default, Ajv, is never loaded.
 */
export const compilersFactory = {
  buildValidator: () => ({ schema, httpPart }: RouteSchema) => {
    const issuesOf = checker(schema as TSchema)
    const converts = httpPart !== 'body' && !isAllText(schema as TSchema)
    return (data: unknown) => {
      const value = converts ? Value.Convert(schema as TSchema, data) : data
      const issues = issuesOf(value)
      return issues.length === 0 ? { value } : { error: issues as unknown as FastifySchemaValidationError[] }
    }
  },
  buildSerializer: () => ({ schema }: RouteSchema) => {
    let serialize: Serialize | undefined
    return (data: unknown) => (serialize ??= serializerOf(schema as object))(data)
  }
} as unknown as NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Whether nothing is to be converted: path parameters are mostly texts, and to look at each costs more than to check it. */
function isAllText ({ properties = {} }: TSchema): boolean {
  return Object.values(properties as Record<string, TSchema>).every(({ type }) => type === 'string')
}

const require = createRequire(import.meta.url)

type Serialize = (data: unknown) => string

/** Shared by all servers of the process: a test suite may start one for each test, and their schemas are the same. */
const serializers = new WeakMap<object, Serialize>()

function serializerOf (schema: object): Serialize {
  let serialize = serializers.get(schema)
  if (serialize === undefined) {
    serialize = require('fast-json-stringify')(schema) as Serialize
    serializers.set(schema, serialize)
  }
  return serialize
}
