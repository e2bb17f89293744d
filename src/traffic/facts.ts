import type { FastifyRequest } from 'fastify'
import type { Facts, Outline } from '../faults/index.ts'
import { operationsOf } from './operations.ts'

/** What is known of a request at a glance; of a GraphQL request its operations are not, until its body is there. */
export function outlineOf (request: FastifyRequest, provider: string): Outline {
  const graphql = request.operationsOf !== undefined
  return { provider, graphql, operations: graphql && request.body === undefined ? undefined : operationsOf(request) }
}

export function factsOf (request: FastifyRequest, outline: Outline): Facts {
  let texts: Set<string> | undefined
  // collected once, however many rules ask for a job each
  return { ...outline, mentions: job => (texts ??= textsIn([request.params, request.query, request.body])).has(job) }
}

/** Every text in a value. A file has none: it would be looked at byte by byte. */
function textsIn (value: unknown): Set<string> {
  const texts = new Set<string>()
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string') texts.add(next)
    else if (typeof next === 'object' && next !== null && !ArrayBuffer.isView(next)) for (const inner of Object.values(next)) left.push(inner)
  }
  return texts
}
