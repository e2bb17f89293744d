import type { FastifyRequest } from 'fastify'
import { version } from '../assets.ts'
import { linkTo, providers } from '../providers/index.ts'
import type { Part } from '../http/nearest.ts'
import { toIso } from '../time/index.ts'

/** The parts of the server with their operations, and the sandbox of the URL. */
export interface Overview {
  name: string
  version: string
  sandbox: { name: string, url: string, seed: number | string, clock: { mode: string, rate: number, now: string } }
  parts: Array<{
    name: string
    specification: string
    /** The variables of the clients of a provider; none for the control API. */
    env: Record<string, string>
    /** The provider's word for each state, in the dialect of the sandbox; none for the control API. */
    statuses: Record<string, string>
    operations: Array<{
      method: string
      url: string
      /** Whether it needs no credentials. */
      open: boolean
      /** As the journal, faults and rules name it. */
      names: readonly string[]
      /** Those of `names` that start a job. */
      starts: readonly string[]
    }>
  }>
}

/** The overview with absolute URLs in the sandbox of the request. */
export function toOverview (request: FastifyRequest, parts: readonly Part[]): Overview {
  const { name, seed, clock } = request.sandbox
  const { mode, rate, now } = clock.read()
  const withUrl = (value: string) => value.replace('{url}', () => linkTo(request, ''))
  return {
    name: 'jobdouble',
    version,
    sandbox: { name, url: linkTo(request, ''), seed, clock: { mode, rate, now: toIso(now) } },
    parts: parts.map(({ name, specification, env, operations }) => ({
      name,
      specification: linkTo(request, specification),
      env: Object.fromEntries(Object.entries(env).map(([variable, value]) => [variable, withUrl(value)])),
      statuses: { ...providers.find(provider => provider.name === name)?.statuses[request.sandbox.dialectOf(name)] },
      operations: operations.map(({ method, path, open, names, starts }) => ({ method, url: linkTo(request, path), open, names, starts }))
    }))
  }
}
