import type { FastifyRequest } from 'fastify'
import type { Failure } from '../http/failure.ts'
import { hintAt, toAscii } from '../http/hints.ts'
import type { Part } from '../http/nearest.ts'
import type { Sandbox, Sandboxes } from '../sandboxes/index.ts'
import { toIso } from '../time/index.ts'
import { shorten } from '../validation/text.ts'
import type { Traffic } from './traffic.ts'

/** How many sandboxes, and how many texts of a request, are searched for a job: a rejected request must stay cheap. */
const limit = { sandboxes: 1000, texts: 20 }

/**
 * Returns what explains the failures of recorded requests: the path is another provider's or not served, or the unknown job exists
 * elsewhere. It returns undefined for a failure that it cannot explain.
 */
export function explainFailures (
  sandboxes: Sandboxes,
  parts: readonly Part[]
): (failure: Failure, request: FastifyRequest) => string | undefined {
  return (failure, request) => {
    const { method, url } = request
    // the guard of the control API rejects requests before they have it
    const traffic: Traffic | undefined = request.traffic
    if (traffic?.exchange === undefined) return undefined
    if (failure.kind === 'no-route' || failure.kind === 'wrong-method') return hintAt(parts, method, url)
    if (failure.kind !== 'refused' || failure.code !== 'JOB_UNKNOWN') return undefined
    const { sandbox, provider, texts } = traffic
    const ids = [...texts].slice(-limit.texts)
    const hint = hintHere(sandbox, provider, ids) ?? hintElsewhere(sandboxes, sandbox, provider, ids, parts)
    return hint && toAscii(hint)
  }
}

/** About a job of the same sandbox: the provider does not show it at this time, or it is another provider's. */
function hintHere ({ contents: { store }, clock }: Sandbox, provider: string, ids: readonly string[]): string | undefined {
  const [job] = store.many(ids)
  if (job === undefined) return undefined
  const id = shorten(job.id)
  if (job.provider !== provider) return `${id} is a job of ${job.provider}, not of ${provider}`
  const now = clock.now()
  const time = `the clock is at ${toIso(now)}`
  if (now < job.visibleFrom) return `${id} exists, but its lifecycle shows it only from ${toIso(job.visibleFrom)}; ${time}`
  if (now >= job.visibleUntil) return `${id} existed until ${toIso(job.visibleUntil)}, when its lifecycle let it vanish; ${time}`
  return undefined
}

function hintElsewhere (
  sandboxes: Sandboxes,
  own: Sandbox,
  provider: string,
  ids: readonly string[],
  parts: readonly Part[]
): string | undefined {
  let left = limit.sandboxes
  for (const sandbox of sandboxes.all()) {
    if (left-- === 0) break
    const job = sandbox === own ? undefined : sandbox.contents.store.many(ids).find(job => job.provider === provider)
    if (job === undefined) continue
    const base = `${sandbox.prefix}${parts.find(({ name }) => name === provider)!.base}`
    const place = `in the sandbox ${sandbox.name}, not in ${own.name}`
    return `${shorten(job.id)} is ${place}; there the base URL of ${provider} ends in ${base || 'no path'}`
  }
  return undefined
}
