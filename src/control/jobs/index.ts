import type { JobView } from '../../jobs/index.ts'
import type { App, Provider } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { toJob } from '../map.ts'
import { responseRoute, type Preview } from './responses.ts'
import { cancelJob, createJob, forceState, getJob, holdJob, listJobs, releaseJob, resumeJob, type NewJob } from './schema.ts'

/** Creates, lists and commands the jobs of all providers in a sandbox. */
export function jobRoutes (app: App, providers: readonly Provider[], preview: Preview): void {
  const byName = new Map(providers.map(provider => [provider.name, provider]))
  // never undefined: a sandbox has only jobs of providers that are served
  const providerOf = (name: string) => byName.get(name)!
  const show = (view: JobView, sandbox: Sandbox) => toJob(view, sandbox.provider(providerOf(view.provider)).statusOf(view))

  app.post('/__admin/jobs', { schema: createJob }, ({ sandbox, body }, reply) => {
    reply.code(201)
    return show(startJob(sandbox, body, providers), sandbox)
  })

  app.get('/__admin/jobs', { schema: listJobs }, ({ sandbox, query: { limit = 100, ...filter } }) => {
    if (filter.provider !== undefined) findProvider(providers, filter.provider)
    const { items, next, total } = sandbox.jobs.list({ ...filter, limit })
    return { items: items.map(view => show(view, sandbox)), next, total }
  })

  app.get('/__admin/jobs/:id', { schema: getJob }, ({ sandbox, params }) =>
    show(sandbox.jobs.find(params.id), sandbox))

  responseRoute(app, providerOf, preview)

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

/** Starts a job as the control API does. Throws InvalidField, JOB_EXISTS, JOB_LIMIT, LIFECYCLE_UNKNOWN. */
export function startJob (sandbox: Sandbox, { provider: name, ...order }: NewJob, providers: readonly Provider[]): JobView {
  const provider = findProvider(providers, name)
  mustBeJobId(provider, order.id)
  return sandbox.provider(provider).start(order)
}

/** Throws InvalidField for a provider that is not served. */
function findProvider (providers: readonly Provider[], name: string): Provider {
  const provider = providers.find(provider => provider.name === name)
  if (provider === undefined) throw new InvalidField('provider', `must be one of ${providers.map(({ name }) => name).join(', ')}`)
  return provider
}

/** Throws InvalidField for an id that no job of the provider can have. */
function mustBeJobId ({ refuseId }: Provider, id: string | undefined): void {
  const reason = id === undefined ? undefined : refuseId?.(id)
  if (reason !== undefined) throw new InvalidField('id', reason)
}
