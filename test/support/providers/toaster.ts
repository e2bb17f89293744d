import { requireCredentials } from '../../../src/http/credentials.ts'
import { handleFailures, reasonOf, type Failure } from '../../../src/http/failure.ts'
import { defineProvider, Type, type App } from '../../../src/provider/index.ts'

const getToast = {
  operationId: 'getToast',
  params: Type.Object({ toastId: Type.String() }),
  response: { 200: Type.Object({ id: Type.String(), status: Type.String() }), 401: Type.Object({ reason: Type.String() }) }
}

/** A provider from outside: it makes toast. */
export const toaster = defineProvider({
  name: 'toaster',
  kind: 'toast',
  statuses: {
    queued: 'cold',
    running: 'toasting',
    retrying: 'toasting',
    waiting: 'toasting',
    succeeded: 'done',
    failed: 'burnt',
    cancelled: 'burnt',
    expired: 'burnt'
  },
  env: { TOASTER_URL: '{url}/toaster' },
  report: { roles: { getToast: 'status' } },
  document: { openapi: '3.1.0', info: { title: 'Toaster', version: '1' } },
  routes
})

async function routes (app: App): Promise<void> {
  handleFailures(app, ['/toaster'], failure => {
    const status = toStatus(failure)
    return { status, body: { reason: reasonOf(status) } }
  })
  requireCredentials(app, ({ headers }) => headers['toaster-key'] as string | undefined)

  app.get('/toaster/v1/toasts/:toastId', { schema: getToast }, ({ jobs, params }) => {
    const job = jobs.seek(params.toastId)
    // an error of a class that the server does not have
    if (job === undefined) throw Object.assign(new Error(), { code: 'REQUEST_FAILED', failure: { kind: 'fault', status: 404 } })
    return { id: job.id, status: job.status }
  })
}

function toStatus (failure: Failure): number {
  if ('status' in failure) return failure.status
  return { credentials: 401, malformed: 400, invalid: 400, 'too-large': 413, 'media-type': 415, 'no-route': 404, 'wrong-method': 405, crash: 500 }[failure.kind]
}
