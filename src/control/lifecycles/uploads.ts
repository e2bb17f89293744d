import createError from '@fastify/error'
import type { Lifecycle } from '../../jobs/index.ts'
import type { App } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { deleteLifecycle, putLifecycle, type ShownLifecycle } from './schema.ts'
import { acceptYaml, withLine } from '../../http/yaml.ts'

const LifecycleInUse = createError('LIFECYCLE_IN_USE', '%s uses the lifecycle %s for new jobs; delete that rule first', 409)

type Show = (lifecycle: Lifecycle, sandbox: Sandbox) => ShownLifecycle

/** Uploads lifecycles to a sandbox, as JSON or YAML, and deletes them. */
export const uploadRoutes = (show: Show) => async function uploads (app: App): Promise<void> {
  acceptYaml(app)

  app.put('/__admin/lifecycles/:name', { schema: putLifecycle }, ({ sandbox, params: { name }, body }, reply) => {
    const status = sandbox.lifecycles.isUploaded(name) ? 200 : 201
    const lifecycle = withLine(body, script => sandbox.lifecycles.put(name, script))
    reply.code(status)
    return show(lifecycle, sandbox)
  })

  app.delete('/__admin/lifecycles/:name', { schema: deleteLifecycle }, ({ sandbox, params: { name } }, reply) => {
    if (sandbox.lifecycles.isUploaded(name)) mustBeUnused(sandbox, name)
    sandbox.lifecycles.remove(name)
    reply.code(204).send(null)
  })
}

/** Throws LIFECYCLE_IN_USE: without it, starting a job would fail because of a lifecycle that the client has not named. */
function mustBeUnused ({ lifecycles, rules, faults }: Sandbox, name: string): void {
  if (lifecycles.isBuiltIn(name)) return
  const fault = faults.uses(name)
  if (fault !== undefined) throw new LifecycleInUse(`The fault rule ${fault}`, name)
  const rule = rules.all.find(rule => rule.lifecycle === name && rule.matched < (rule.times ?? Infinity))
  if (rule !== undefined) throw new LifecycleInUse(`The lifecycle rule ${rule.id}`, name)
}
