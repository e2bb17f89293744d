import { Type } from '@sinclair/typebox'
import type { Part } from '../http/nearest.ts'
import type { Lifecycle } from '../jobs/index.ts'
import type { App, Provider } from '../providers/index.ts'
import type { RuleOrder, Sandbox } from '../sandboxes/index.ts'
import { mustBeOperation } from './operation-names.ts'
import { ErrorSchema, NextOrderSchema, RuleListSchema, RuleOrderSchema, RuleSchema } from './schema.ts'
import { LifecycleListSchema, LifecycleSchema } from './schema-lifecycles.ts'
import { uploadRoutes } from './uploads.ts'

const refused = { 400: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema }
const NameSchema = Type.Object({ name: Type.String() })
const IdSchema = Type.Object({ id: Type.String() })

/** Shows the lifecycles that a job may have, and keeps the rules by which jobs get them that clients start. */
export function lifecycleRoutes (app: App, providers: readonly Provider[], parts: readonly Part[]): void {
  app.get('/__admin/lifecycles', { schema: { operationId: 'listLifecycles', response: { 200: LifecycleListSchema } } }, async ({ sandbox }) =>
    ({ items: sandbox.lifecycles.list().map(lifecycle => toLifecycle(lifecycle, sandbox, providers)), next: null }))

  app.get('/__admin/lifecycles/:name', { schema: { operationId: 'getLifecycle', params: NameSchema, response: { 200: LifecycleSchema, 404: ErrorSchema } } }, async ({ sandbox, params }) =>
    toLifecycle(sandbox.lifecycles.get(params.name), sandbox, providers))

  app.register(uploadRoutes((lifecycle, sandbox) => toLifecycle(lifecycle, sandbox, providers)))

  app.post('/__admin/lifecycles/next', { schema: { operationId: 'chooseNextLifecycle', body: NextOrderSchema, response: { 201: RuleSchema, ...refused } } }, async ({ sandbox, body }, reply) =>
    reply.code(201).send(sandbox.rules.addNext(checked(sandbox, body, parts))))

  app.post('/__admin/lifecycles/rules', { schema: { operationId: 'createRule', body: RuleOrderSchema, response: { 201: RuleSchema, ...refused } } }, async ({ sandbox, body }, reply) =>
    reply.code(201).send(sandbox.rules.add(checked(sandbox, body, parts))))

  app.get('/__admin/lifecycles/rules', { schema: { operationId: 'listRules', response: { 200: RuleListSchema } } }, async ({ sandbox }) =>
    ({ items: [...sandbox.rules.all], next: null }))

  app.delete('/__admin/lifecycles/rules', { schema: { operationId: 'deleteRules', response: { 204: Type.Null() } } }, async ({ sandbox }, reply) => {
    sandbox.rules.clear()
    return reply.code(204).send(null)
  })

  app.delete('/__admin/lifecycles/rules/:id', { schema: { operationId: 'deleteRule', params: IdSchema, response: { 204: Type.Null(), 404: ErrorSchema } } }, async ({ sandbox, params }, reply) => {
    sandbox.rules.remove(params.id)
    return reply.code(204).send(null)
  })
}

/** A rule whose operation or lifecycle is none is refused when it is made, not passed over when it is needed. */
function checked (sandbox: Sandbox, order: RuleOrder, parts: readonly Part[]): RuleOrder {
  mustBeOperation(parts, order.operation, 'operation')
  sandbox.lifecycles.choose(order.lifecycle)
  return order
}

function toLifecycle ({ name, description, script, steps }: Lifecycle, sandbox: Sandbox, providers: readonly Provider[]) {
  const nearest: Record<string, Record<string, string>> = {}
  for (const provider of providers) {
    const words = provider.statuses[sandbox.dialectOf(provider.name)]
    const states = steps.map(({ state }) => state).filter(state => provider.nearest.includes(state))
    if (states.length > 0) nearest[provider.name] = Object.fromEntries(states.map(state => [state, words[state]]))
  }
  const source = sandbox.lifecycles.isUploaded(name) ? 'uploaded' as const : 'built-in' as const
  return { ...script, name, description, source, nearest }
}
