import type { FastifyInstance, RouteOptions } from 'fastify'
import type { Call, UnknownArgument } from '../http/nearest.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The name of the route's operation, if the schema has no operationId or its operationId is not suited to be a name. */
    operation?: string
    /** Returns the operations that a GraphQL body names: `['datasaur.getJob']`; undefined if it names none. */
    operationsOf? (body: unknown): readonly string[] | undefined
    /** Returns the root fields of a GraphQL request with their arguments. */
    callsIn? (request: unknown): readonly Call[]
    /** Finds a name in a subset of the arguments of a root field that its schema does not have. */
    findUnknownArgument? (operation: string, subset: unknown): UnknownArgument | undefined
    /** All operations that a GraphQL body can name. */
    nameable?: readonly string[]
    /** Whether the body of a request is a secret: the journal keeps only its size. */
    secretBody?: boolean
    /** The operation of the route, set by `nameOperations`: `['julep.getJobStatus']`. */
    operations?: readonly string[]
  }
}

/** Sets `config.operations` of each route that is added to `app` after this call. A route without a name is not an operation. */
export function nameOperations (app: FastifyInstance, provider: string): void {
  app.addHook('onRoute', route => {
    const id = idOf(route)
    if (id !== undefined) route.config = { ...route.config, operations: Object.freeze([`${provider}.${id}`]) }
  })
}

/** The names of all operations that a route of a provider can serve. */
export function namesOf (provider: string, route: RouteOptions): string[] {
  const id = idOf(route)
  return id === undefined ? [] : [`${provider}.${id}`, ...route.config?.nameable ?? []]
}

function idOf ({ schema, config }: RouteOptions): string | undefined {
  return config?.operation ?? (schema as { operationId?: string } | undefined)?.operationId
}
