import type { IncomingHttpHeaders } from 'node:http'

const graphqlResponse = 'application/graphql-response+json'

/** The `content-type` of a response in the newer media type of the GraphQL-over-HTTP specification. */
export const graphqlResponseType = `${graphqlResponse}; charset=utf-8`

/**
 * Whether a client prefers the newer media type to JSON. The vendor's clients do not ask for it (inferred: the specification). A
 * request that is invalid or not permitted then has an HTTP status of its own; in JSON it has 200.
 */
export function prefersGraphQLResponse ({ accept = '' }: IncomingHttpHeaders): boolean {
  // most polls end here
  if (!/graphql-response\+json/i.test(accept)) return false
  const wanted = accept.toLowerCase().split(',').map(toRange)
    .filter(({ type, weight }) => weight > 0 && (type === graphqlResponse || type === 'application/json'))
    .sort((one, other) => other.weight - one.weight)
  // of two types with the same weight the first, which the stable sort leaves in front
  return wanted[0]?.type === graphqlResponse
}

function toRange (range: string): { type: string, weight: number } {
  // split returns at least one part
  const [type, ...parameters] = range.split(';').map(part => part.trim()) as [string, ...string[]]
  const weight = parameters.find(parameter => parameter.startsWith('q='))
  return { type, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 }
}
