import type { FastifyRequest } from 'fastify'
import { linkTo, type App } from '../providers/index.ts'
import { toClock } from './map.ts'
import { ErrorSchema, SandboxSchema } from './schema.ts'

/** Shows and resets the sandbox of the URL. */
export function sandboxRoutes (app: App): void {
  app.get('/__admin/sandbox', { schema: { operationId: 'getSandbox', response: { 200: SandboxSchema } } }, toSandbox)

  app.post('/__admin/reset', { schema: { operationId: 'reset', response: { 200: SandboxSchema, 400: ErrorSchema, 413: ErrorSchema } } }, async request => {
    await request.sandbox.reset()
    return await toSandbox(request)
  })
}

async function toSandbox (request: FastifyRequest) {
  const { name, seed, clock, lifecycle, jobs } = request.sandbox
  return { name, url: linkTo(request, ''), seed, clock: toClock(clock.read()), lifecycle, jobs: (await jobs.list({ limit: 0 })).total, waits: jobs.openWaits }
}
