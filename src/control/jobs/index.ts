import type { JobView } from '../../jobs/index.ts'
import type { App, Provider } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { toJob } from '../map.ts'
import { cancelJob, createJob, forceState, getJob, holdJob, listJobs, releaseJob, resumeJob } from './schema.ts'

/** Creates, lists and commands the jobs of all providers in a sandbox. */
export function jobRoutes (app: App, providers: readonly Provider[]): void {
  const byName = new Map(providers.map(provider => [provider.name, provider]))
  const names = [...byName.keys()]
  // never undefined: a sandbox has only jobs of providers that are served
  const providerOf = (name: string) => byName.get(name)!
  const show = (view: JobView, sandbox: Sandbox) => toJob(view, sandbox.provider(providerOf(view.provider)).statusOf(view))

  app.post('/__admin/jobs', { schema: createJob(names) }, ({ sandbox, body }, reply) => {
    const provider = providerOf(body.provider)
    mustBeJobId(provider, body.id)
    reply.code(201)
    return show(sandbox.provider(provider).start(body), sandbox)
  })

  app.get('/__admin/jobs', { schema: listJobs(names) }, ({ sandbox, query: { limit = 100, ...filter } }) => {
    const { items, next, total } = sandbox.jobs.list({ ...filter, limit })
    return { items: items.map(view => show(view, sandbox)), next, total }
  })

  app.get('/__admin/jobs/:id', { schema: getJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.find(params.id), sandbox))

  app.post('/__admin/jobs/:id/cancel', { schema: cancelJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.cancel(params.id), sandbox))

  app.post('/__admin/jobs/:id/resume', { schema: resumeJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.resume(params.id), sandbox))

  app.post('/__admin/jobs/:id/hold', { schema: holdJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.hold(params.id), sandbox))

  app.post('/__admin/jobs/:id/release', { schema: releaseJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.release(params.id), sandbox))

  app.post('/__admin/jobs/:id/state', { schema: forceState }, ({ sandbox, params, body: { state, ...given } }) =>
    show(sandbox.jobs.force(params.id, state, given), sandbox))
}

/** Throws InvalidField for an id that no job of the provider can have. */
function mustBeJobId ({ refuseId }: Provider, id: string | undefined): void {
  const reason = id === undefined ? undefined : refuseId?.(id)
  if (reason !== undefined) throw new InvalidField('id', reason)
}
