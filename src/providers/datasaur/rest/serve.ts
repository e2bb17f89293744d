import { answerFailures, reasonOf, type Failure, type Refusal } from '../../../http/failure.ts'
import type { App } from '../../provider.ts'
import { serveDownloads } from '../exports/downloads.ts'
import { serveHealth } from './health.ts'
import { serveUploads } from './uploads.ts'

/** Serves what is neither GraphQL nor sign-in. */
export function serveRest (app: App): void {
  app.register(async function rest (scope: App) {
    answerFailures(scope, ['/api/static', '/api/health'], toRefusal)
    serveHealth(scope)
    serveUploads(scope)
    serveDownloads(scope)
  })
}

/** The form of these errors is inferred. */
export function toRefusal (failure: Failure): Refusal {
  switch (failure.kind) {
    case 'credentials': return { ...complain(401, 'Unauthorized'), headers: { 'www-authenticate': 'Bearer' } }
    case 'refused': return complain(failure.status, failure.message)
    case 'media-type': return complain(415, 'A file is uploaded as multipart/form-data')
    case 'wrong-method': return { ...complain(405, `Only ${failure.allow.join(', ')} is served here`), headers: { allow: failure.allow.join(', ') } }
    case 'no-route': return complain(404, 'Not Found')
    case 'too-large': return complain(413, 'The request body is too large')
    case 'malformed':
    case 'invalid': return complain(400, 'Bad Request')
    case 'fault': return complain(failure.status, failure.status === 500 ? 'Internal server error' : reasonOf(failure.status))
    case 'crash': return complain(500, 'Internal server error')
  }
}

function complain (status: number, message: string): Refusal {
  return { status, body: { message } }
}
