import type { FastifyInstance, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The name of the route's operation, where the schema has no operationId or an unwieldy one. */
    operation?: string
    /** Reads the operations from a GraphQL body, with the provider's name: `['datasaur.getJob']`; undefined if there are none. */
    operationsOf? (body: unknown): readonly string[] | undefined
    /** All operations that a GraphQL body can name. */
    nameable?: readonly string[]
    /** The operation of the route, set by `nameOperations`: `['julep.getJobStatus']`. */
    operations?: readonly string[]
  }
}

/** Names the operation of each route that is added to `app` from now on. A route without a name is not an operation. */
export function nameOperations (app: FastifyInstance, provider: string): void {
  app.addHook('onRoute', route => {
    const id = idOf(route)
    if (id !== undefined) route.config = { ...route.config, operations: Object.freeze([`${provider}.${id}`]) }
  })
}

/** All operations that a route of a provider can serve. */
export function namesOf (provider: string, route: RouteOptions): string[] {
  const id = idOf(route)
  return id === undefined ? [] : [`${provider}.${id}`, ...route.config?.nameable ?? []]
}

function idOf ({ schema, config }: RouteOptions): string | undefined {
  return config?.operation ?? (schema as { operationId?: string } | undefined)?.operationId
}
