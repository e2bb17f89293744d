import { findOperation, type Part } from '../../http/nearest.ts'
import { redactStub, type NewStub, type Sandbox, type Stub } from '../../sandboxes/index.ts'
import type { App } from '../../providers/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { shorten } from '../../validation/text.ts'
import { createStub, deleteStub, deleteStubs, getStub, listStubs } from './schema.ts'

/** Creates, shows and deletes the responses to requests that no operation takes. */
export function stubRoutes (app: App, parts: readonly Part[]): void {
  app.post('/__admin/stubs', { schema: createStub }, ({ sandbox, body }, reply) => {
    reply.code(201)
    return redactStub(addStub(sandbox, body, parts))
  })

  app.get('/__admin/stubs', { schema: listStubs }, ({ sandbox }) =>
    ({ items: sandbox.stubs.all.map(redactStub), next: null }))

  app.delete('/__admin/stubs', { schema: deleteStubs }, ({ sandbox }, reply) => {
    sandbox.stubs.clear()
    reply.code(204).send(null)
  })

  app.get('/__admin/stubs/:id', { schema: getStub }, ({ sandbox, params }) =>
    redactStub(sandbox.stubs.get(params.id)))

  app.delete('/__admin/stubs/:id', { schema: deleteStub }, ({ sandbox, params }, reply) => {
    sandbox.stubs.remove(params.id)
    reply.code(204).send(null)
  })
}

/** The paths at which jobdouble itself responds. */
const own = /^\/(?:(?:__admin|dashboard|docs|docs-files|graphiql|health|metrics|openapi|ready)(?:\/|$)|$)/

/** Creates a stub. Throws InvalidField, also for the path of an operation, which would always respond instead; STUB_LIMIT. */
export function addStub (sandbox: Sandbox, stub: NewStub, parts: readonly Part[]): Stub {
  const { method, path } = stub
  const { operation: { names: [name] = [] } = {} } = findOperation(parts, path, method) ?? {}
  if (name !== undefined) {
    throw new InvalidField('path', `${method} ${shorten(path)} is served by ${name}; a fault changes its response: POST /__admin/faults`)
  }
  if (own.test(path)) throw new InvalidField('path', 'is served by jobdouble itself; use another path')
  return sandbox.stubs.add(stub)
}
