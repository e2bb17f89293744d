import type { FastifyRequest } from 'fastify'
import type { Facts, Outline } from '../faults/index.ts'
import { operationsOf } from './operations.ts'

/** What is known of a request at a glance; of a GraphQL request its operations are not, until its body is there. */
export function outlineOf (request: FastifyRequest, provider: string): Outline {
  const graphql = request.operationsOf !== undefined
  return { provider, graphql, operations: graphql && request.body === undefined ? undefined : operationsOf(request) }
}

export function factsOf (request: FastifyRequest, outline: Outline): Facts {
  return { ...outline, mentions: job => [request.params, request.query, request.body].some(value => holds(value, job)) }
}

/** Whether a text stands somewhere in a value; not by recursion, as a body may be deeper than the stack. */
function holds (value: unknown, text: string): boolean {
  const left = [value]
  while (left.length > 0) {
    const next = left.pop()
    if (next === text) return true
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) left.push(inner)
  }
  return false
}
