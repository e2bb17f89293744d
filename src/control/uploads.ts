import createError from '@fastify/error'
import { Type } from '@sinclair/typebox'
import type { Lifecycle } from '../jobs/index.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { ErrorSchema } from './schema.ts'
import { LifecycleSchema, UploadSchema } from './schema-lifecycles.ts'
import { acceptYaml, withLine } from './yaml.ts'

const LifecycleInUse = createError('LIFECYCLE_IN_USE', '%s gives the lifecycle %s to new jobs; delete the %s first', 409)

const NameSchema = Type.Object({ name: Type.String() })

/** Takes lifecycles that somebody uploads to a sandbox, as JSON or YAML, and takes them away again. */
export const uploadRoutes = (toShown: (lifecycle: Lifecycle, sandbox: Sandbox) => object) => async function uploads (app: App): Promise<void> {
  acceptYaml(app)

  app.put('/__admin/lifecycles/:name', { schema: { operationId: 'putLifecycle', consumes: ['application/json', 'application/yaml'], params: NameSchema, body: UploadSchema, response: { 200: LifecycleSchema, 201: LifecycleSchema, 400: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } } }, async ({ sandbox, params: { name }, body }, reply) => {
    const status = sandbox.lifecycles.isUploaded(name) ? 200 : 201
    const lifecycle = withLine(body, script => sandbox.lifecycles.put(name, script))
    return reply.code(status).send(toShown(lifecycle, sandbox) as never)
  })

  app.delete('/__admin/lifecycles/:name', { schema: { operationId: 'deleteLifecycle', params: NameSchema, response: { 204: Type.Null(), 404: ErrorSchema, 409: ErrorSchema } } }, async ({ sandbox, params: { name } }, reply) => {
    if (sandbox.lifecycles.isUploaded(name)) mustBeUnused(sandbox, name)
    sandbox.lifecycles.remove(name)
    return reply.code(204).send(null)
  })
}

/** A client that starts a job would be refused for a lifecycle that it knows nothing of. */
function mustBeUnused ({ lifecycles, rules, faults }: Sandbox, name: string): void {
  if (lifecycles.isBuiltIn(name)) return
  const fault = faults.uses(name)
  if (fault !== undefined) throw new LifecycleInUse(`Fault ${fault}`, name, 'fault')
  const rule = rules.all.find(rule => rule.lifecycle === name && rule.matched < (rule.times ?? Infinity))
  if (rule !== undefined) throw new LifecycleInUse(`Rule ${rule.id}`, name, 'rule')
}
