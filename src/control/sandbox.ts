import type { FastifyRequest } from 'fastify'
import { linkTo, providers, type App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { toClock, toMoment } from './map.ts'
import { SandboxSchema, type ShownSandbox } from './schema-sandboxes.ts'
import { ErrorSchema } from './schema.ts'

/** Shows and resets the sandbox of the URL. */
export function sandboxRoutes (app: App): void {
  app.get('/__admin/sandbox', { schema: { operationId: 'getSandbox', response: { 200: SandboxSchema } } }, async request =>
    await toSandbox(request.sandbox, request))

  app.post('/__admin/reset', { schema: { operationId: 'reset', response: { 200: SandboxSchema, 400: ErrorSchema, 413: ErrorSchema } } }, async request => {
    await request.sandbox.reset()
    return await toSandbox(request.sandbox, request)
  })
}

/** A sandbox as it shows itself to whoever asks, whichever sandbox the question came under. */
export async function toSandbox (sandbox: Sandbox, asked: FastifyRequest): Promise<ShownSandbox> {
  const { name, prefix, seed, clock, lifecycle, jobs, lastUsed } = sandbox
  return {
    name,
    url: linkTo(asked, '').replace(/\/@[^/]*$/, '') + prefix,
    seed,
    clock: toClock(clock.read()),
    dialects: Object.fromEntries(providers.map(({ name }) => [name, sandbox.dialectOf(name)])),
    lifecycle,
    jobs: (await jobs.list({ limit: 0 })).total,
    waits: jobs.openWaits,
    lastUsed: toMoment(lastUsed)
  }
}
