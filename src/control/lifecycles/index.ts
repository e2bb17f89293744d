import { mustBeProvider, mustHaveArguments, mustHaveFields, mustReadCalls, mustStartJobs, type Part } from '../../http/nearest.ts'
import type { Lifecycle } from '../../jobs/index.ts'
import type { App, Provider } from '../../providers/index.ts'
import type { RuleOrder, Sandbox } from '../../sandboxes/index.ts'
import { chooseNextLifecycle, createRule, deleteRule, deleteRules, getLifecycle, listLifecycles, listRules } from './schema.ts'
import { uploadRoutes } from './uploads.ts'

/** Lists the lifecycles of a sandbox; creates, lists and deletes lifecycle rules. */
export function lifecycleRoutes (app: App, providers: readonly Provider[], parts: readonly Part[]): void {
  const show = (lifecycle: Lifecycle, sandbox: Sandbox) => toLifecycle(lifecycle, sandbox, providers)

  app.get('/__admin/lifecycles', { schema: listLifecycles }, ({ sandbox }) =>
    ({ items: sandbox.lifecycles.list().map(lifecycle => show(lifecycle, sandbox)), next: null }))

  app.get('/__admin/lifecycles/:name', { schema: getLifecycle }, ({ sandbox, params }) =>
    show(sandbox.lifecycles.get(params.name), sandbox))

  app.register(uploadRoutes(show))

  app.post('/__admin/lifecycles/next', { schema: chooseNextLifecycle }, ({ sandbox, body }, reply) => {
    reply.code(201)
    return sandbox.rules.addNext(mustBeUseful(sandbox, body, parts))
  })

  app.post('/__admin/lifecycles/rules', { schema: createRule }, ({ sandbox, body }, reply) => {
    reply.code(201)
    return sandbox.rules.add(mustBeUseful(sandbox, body, parts))
  })

  app.get('/__admin/lifecycles/rules', { schema: listRules }, ({ sandbox }) =>
    ({ items: [...sandbox.rules.all], next: null }))

  app.delete('/__admin/lifecycles/rules', { schema: deleteRules }, ({ sandbox }, reply) => {
    sandbox.rules.clear()
    reply.code(204).send(null)
  })

  app.delete('/__admin/lifecycles/rules/:id', { schema: deleteRule }, ({ sandbox, params }, reply) => {
    sandbox.rules.remove(params.id)
    reply.code(204).send(null)
  })
}

/**
 * Throws InvalidField for a rule that could never apply: its operation starts no job, or a provider, operation, field or lifecycle is
 * unknown.
 */
export function mustBeUseful (sandbox: Sandbox, order: RuleOrder, parts: readonly Part[]): RuleOrder {
  mustBeProvider(parts, order.provider, 'provider')
  mustStartJobs(parts, order.operation, 'operation')
  mustHaveFields(parts, order.operation, order.match, 'match')
  if (order.arguments !== undefined) mustReadCalls(parts, order, 'arguments')
  mustHaveArguments(parts, order.operation, order.arguments, 'arguments')
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
