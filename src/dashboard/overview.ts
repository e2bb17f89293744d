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
  /** `env`: the variables of the clients of a provider; none for the control API. `open`: whether the operation needs no credentials. */
  parts: Array<{ name: string, specification: string, env: Record<string, string>, operations: Array<{ method: string, url: string, open: boolean }> }>
}

/** The overview with absolute URLs in the sandbox of the request. */
export function toOverview (request: FastifyRequest, parts: readonly Part[]): Overview {
  const { name, seed, clock } = request.sandbox
  const { mode, rate, now } = clock.read()
  return {
    name: 'jobdouble',
    version,
    sandbox: { name, url: linkTo(request, ''), seed, clock: { mode, rate, now: toIso(now) } },
    parts: parts.map(({ name, specification, env, operations }) => ({
      name,
      specification: linkTo(request, specification),
      env: Object.fromEntries(Object.entries(env).map(([variable, value]) => [variable, value.replace('{url}', () => linkTo(request, ''))])),
      operations: operations.map(({ method, path, open }) => ({ method, url: linkTo(request, path), open }))
    }))
  }
}
