import type { FastifyRequest } from 'fastify'
import { version } from '../assets.ts'
import { linkTo } from '../providers/index.ts'
import type { Part } from '../http/nearest.ts'
import { toIso } from '../time/index.ts'

/** The parts of the server with their operations, and the sandbox of the URL. */
export interface Overview {
  name: string
  version: string
  sandbox: { name: string, url: string, seed: number | string, clock: { mode: string, rate: number, now: string } }
  parts: Array<{ name: string, specification: string, operations: Array<{ method: string, url: string }> }>
}

/** The overview with absolute URLs in the sandbox of the request. */
export function toOverview (request: FastifyRequest, parts: readonly Part[]): Overview {
  const { name, seed, clock } = request.sandbox
  const { mode, rate, now } = clock.read()
  return {
    name: 'jobdouble',
    version,
    sandbox: { name, url: linkTo(request, ''), seed, clock: { mode, rate, now: toIso(now) } },
    parts: parts.map(({ name, specification, operations }) => ({
      name,
      specification: linkTo(request, specification),
      operations: operations.map(({ method, path }) => ({ method, url: linkTo(request, path) }))
    }))
  }
}
