import { handleFailures, reasonOf, type ErrorResponse, type Failure } from '../../../http/failure.ts'
import { toField } from '../../../validation/index.ts'
import type { App } from '../../provider.ts'
import { serveDownloads } from '../exports/downloads.ts'
import { serveUploads } from './uploads.ts'
import { serveUsers } from './users.ts'

/** The observed version. */
const version = '6.0.0'

/** Serves everything but GraphQL and the sign-in. */
export function serveRest (app: App): void {
  app.register(async function rest (scope: App) {
    handleFailures(scope, ['/api/static', '/api/health', '/api/v1/users'], toErrorResponse)
    scope.get('/api/health', { config: { operation: 'getHealth' } }, () => ({ version }))
    serveUploads(scope)
    serveDownloads(scope)
    serveUsers(scope)
  })
}

/** The form of these errors is inferred. */
export function toErrorResponse (failure: Failure): ErrorResponse {
  switch (failure.kind) {
    case 'credentials': return { ...withMessage(401, 'Unauthorized'), headers: { 'www-authenticate': 'Bearer' } }
    case 'refused': return withMessage(failure.status, failure.message)
    case 'media-type': return withMessage(415, 'A file is uploaded as multipart/form-data')
    case 'wrong-method': {
      const allow = failure.allow.join(', ')
      return { ...withMessage(405, `Only ${allow} is served here`), headers: { allow } }
    }
    case 'no-route': return withMessage(404, 'Not Found')
    case 'too-large': return withMessage(413, 'The request body is too large')
    case 'malformed': return withMessage(400, 'Bad Request')
    case 'invalid': return withMessage(400, `${toField(failure.issues[0].path) || 'The request body'} ${failure.issues[0].message}`)
    case 'fault': return withMessage(failure.status, reasonOf(failure.status))
    case 'crash': return withMessage(500, 'Internal server error')
  }
}

function withMessage (status: number, message: string): ErrorResponse {
  return { status, body: { message } }
}
