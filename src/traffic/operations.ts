import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The ids of the faults that have spoilt it, in their order; undefined if none has. */
    spoiltBy: string[] | undefined
    /** What it is for as far as its route says; none where no route takes it; undefined where it is neither spoilt nor journalled. */
    operations: readonly string[] | undefined
    /** What its body says that it is for, where that is not its route's to say: with GraphQL. */
    operationsOf: ((body: unknown) => readonly string[] | undefined) | undefined
  }

  interface FastifyContextConfig {
    /** What the route is called where its schema has no operationId, or one that nobody would write. */
    operation?: string
    /** The operations that a body names, the provider's name before each; undefined if it names none. */
    operationsOf? (body: unknown): readonly string[] | undefined
    /** All operations that bodies can name here. */
    nameable?: readonly string[]
    /** What the route is called, provider and operation: `['julep.getJobStatus']`. */
    operations?: readonly string[]
  }
}

/** A provider, as far as traffic knows one. */
export interface Watched { readonly name: string }

const none: readonly string[] = []

/** Gives each route of `app` that is added from now on the name of its operation. One without a name is no operation: it is neither spoilt nor journalled. */
export function nameOperations (app: FastifyInstance, { name }: Watched): void {
  app.addHook('onRoute', route => {
    const id = idOf(route)
    if (id !== undefined) route.config = { ...route.config, operations: Object.freeze([`${name}.${id}`]) }
  })
}

/** All that a route of a provider may be called. */
export function namesOf ({ name }: Watched, route: RouteOptions): string[] {
  const id = idOf(route)
  return id === undefined ? [] : [`${name}.${id}`, ...route.config?.nameable ?? []]
}

function idOf ({ schema, config }: RouteOptions): string | undefined {
  return config?.operation ?? (schema as { operationId?: string } | undefined)?.operationId
}

/** Looks once at the route of a request: Fastify makes a new object at each look. */
export function lookUp (request: FastifyRequest): void {
  const { config } = request.routeOptions
  request.operations = request.is404 ? none : config.operations
  request.operationsOf = config.operationsOf
}

/** Whether faults and the journal have to do with a request: it is for an operation, or nobody serves it. */
export function isWatched ({ operations }: FastifyRequest): boolean {
  return operations !== undefined
}

/**
 * What a request asks for: `['julep.getJobStatus']`, none if no route takes it. A GraphQL request is `datasaur.graphql` until its
 * body is there (preValidation), and then what its root fields are: `['datasaur.getJob']`.
 */
export function operationsOf ({ body, operations = none, operationsOf }: FastifyRequest): readonly string[] {
  return operationsOf?.(body) ?? operations
}
