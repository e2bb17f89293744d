import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyServerOptions, FastifySchemaValidationError } from 'fastify'
import { createRequire } from 'node:module'
import { checker } from '../validation.ts'

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
    let serialize: ((data: unknown) => string) | undefined
    return (data: unknown) => (serialize ??= compileSerializer(schema))(data)
  }
} as unknown as NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** Whether nothing is to be converted: path parameters are mostly texts, and to look at each costs more than to check it. */
function isAllText ({ properties = {} }: TSchema): boolean {
  return Object.values(properties as Record<string, TSchema>).every(({ type }) => type === 'string')
}

const require = createRequire(import.meta.url)

function compileSerializer (schema: unknown): (data: unknown) => string {
  return require('fast-json-stringify')(schema)
}
