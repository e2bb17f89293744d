import type { FastifyRequest } from 'fastify'
import { linkTo, providers } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { toClock } from '../map.ts'
import type { ShownSandbox } from './schema.ts'

/** A sandbox as the control API shows it, at the address that the client used for `request`. */
export function toSandbox (sandbox: Sandbox, request: FastifyRequest): ShownSandbox {
  const { name, prefix, seed, clock, lifecycle, jobs, lastUsed } = sandbox
  return {
    name,
    url: linkTo(request, '').replace(/\/@[^/]*$/, '') + prefix,
    seed,
    clock: toClock(clock.read()),
    dialects: Object.fromEntries(providers.map(({ name }) => [name, sandbox.dialectOf(name)])),
    lifecycle,
    jobs: jobs.list({ limit: 0 }).total,
    waits: jobs.openWaits,
    lastUsed: toIso(lastUsed)
  }
}
