import type { FastifyRequest } from 'fastify'
import type { ErrorResponse, Failure } from '../../../http/failure.ts'
import { toErrorResponse } from '../map.ts'
import { graphqlResponseType, prefersGraphQLResponse } from './media-type.ts'

/** In the media type for which the client asks. */
export function toGraphQLErrorResponse (failure: Failure, { body, headers }: FastifyRequest): ErrorResponse {
  const isBatch = failure.kind === 'invalid' && Array.isArray(body) && body.length > 0
  const response = toErrorResponse(isBatch ? batchRefused : failure)
  if (!prefersGraphQLResponse(headers)) return response
  // in JSON a rejected token has the status 200
  const status = failure.kind === 'credentials' ? 401 : response.status
  return { ...response, status, headers: { ...response.headers, 'content-type': graphqlResponseType } }
}

const batchRefused: Failure = {
  kind: 'refused', code: 'BATCH', status: 400, message: 'Batches are not taken: send each operation in a request of its own'
}
