import type { JobView } from '../jobs/index.ts'
import { InvalidField } from '../validation.ts'
import { startJob, type App, type Provider } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { toJob } from './map.ts'
import { ErrorSchema, ForceSchema, IdSchema, JobListSchema, jobQuerySchema, JobSchema, newJobSchema } from './schema.ts'

const refused = { 400: ErrorSchema, 404: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema }
/** For what makes a job larger. */
const growing = { ...refused, 507: ErrorSchema }

/** Makes, shows and commands the jobs of a sandbox, of whichever provider. */
export function jobRoutes (app: App, providers: readonly Provider[]): void {
  const byName = new Map(providers.map(provider => [provider.name, provider]))
  const shown = (view: JobView, sandbox: Sandbox) => {
    const { statuses, toStatus } = byName.get(view.provider)!
    const dialect = sandbox.dialectOf(view.provider)
    return toJob(view, view.unknownStatus ?? toStatus?.(view, dialect) ?? statuses[dialect][view.state])
  }
  const names = [...byName.keys()]

  app.post('/__admin/jobs', { schema: { operationId: 'createJob', body: newJobSchema(names), response: { 201: JobSchema, 400: ErrorSchema, 409: ErrorSchema, 413: ErrorSchema, 507: ErrorSchema } } }, async ({ sandbox, body }, reply) => {
    const provider = byName.get(body.provider)!
    const complaint = body.id === undefined ? undefined : provider.refuseId?.(body.id)
    if (complaint !== undefined) throw new InvalidField('id', complaint)
    return reply.code(201).send(shown(await startJob(sandbox, provider, body), sandbox))
  })

  app.get('/__admin/jobs', { schema: { operationId: 'listJobs', querystring: jobQuerySchema(names), response: { 200: JobListSchema, 400: ErrorSchema } } }, async ({ sandbox, query: { limit = 100, ...filter } }) => {
    const { items, next, total } = await sandbox.jobs.list({ ...filter, limit })
    return { items: items.map(view => shown(view, sandbox)), next, total }
  })

  app.get('/__admin/jobs/:id', { schema: { operationId: 'getJob', params: IdSchema, response: { 200: JobSchema, 404: ErrorSchema } } }, async ({ sandbox, params }) =>
    shown(await sandbox.jobs.find(params.id), sandbox))

  app.post('/__admin/jobs/:id/cancel', { schema: { operationId: 'cancelJob', params: IdSchema, response: { 200: JobSchema, ...refused } } }, async ({ sandbox, params }) =>
    shown(await sandbox.jobs.cancel(params.id), sandbox))

  app.post('/__admin/jobs/:id/resume', { schema: { operationId: 'resumeJob', params: IdSchema, response: { 200: JobSchema, ...refused } } }, async ({ sandbox, params }) =>
    shown(await sandbox.jobs.resume(params.id), sandbox))

  app.post('/__admin/jobs/:id/hold', { schema: { operationId: 'holdJob', params: IdSchema, response: { 200: JobSchema, ...growing } } }, async ({ sandbox, params }) =>
    shown(await sandbox.jobs.hold(params.id), sandbox))

  app.post('/__admin/jobs/:id/release', { schema: { operationId: 'releaseJob', params: IdSchema, response: { 200: JobSchema, ...refused } } }, async ({ sandbox, params }) =>
    shown(await sandbox.jobs.release(params.id), sandbox))

  app.post('/__admin/jobs/:id/state', { schema: { operationId: 'forceState', params: IdSchema, body: ForceSchema, response: { 200: JobSchema, ...growing } } }, async ({ sandbox, params, body: { state, ...given } }) =>
    shown(await sandbox.jobs.force(params.id, state, given), sandbox))
}
