import type { FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { ErrorResponse, Failure } from '../../../http/failure.ts'
import { shorten } from '../../../validation/text.ts'
import { toErrorResponse } from '../map.ts'
import { graphqlResponseType, prefersGraphQLResponse } from './media-type.ts'

/** The maximum length of a message, in characters. */
const maxMessageLength = 500

/** The errors in a request that is not valid GraphQL. Throws every other error again, for the error handler. */
export function toErrors (error: unknown): GraphQLFormattedError[] {
  if (error instanceof GraphQLError) return [toFormattedError(error)]
  const { errors } = error as { errors?: GraphQLError[] }
  if (errors === undefined) throw error
  return errors.map(toFormattedError)
}

/** Shortens the message, which can repeat a name in the document of any length. */
export function toFormattedError (error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), message: shorten(error.message, maxMessageLength) }
}

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
