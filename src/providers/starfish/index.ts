import { requireCredentials } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { JobUnknown } from '../../jobs/index.ts'
import type { App, Provider } from '../provider.ts'
import { toData } from './data.ts'
import { dialects, readable } from './dialects.ts'
import { InputSchema, toInput, toJobStatus, toStarted } from './map.ts'
import { enter, evaluate, generate, ProjectForeign, projectIdOf, projects, ProjectUnknown } from './projects.ts'
import { acceptJson, acceptMissingProject, clientOf, keyOf } from './requests.ts'
import { document, evaluateData, generateData, getData, getJobStatus, observedStatuses, statuses } from './schema.ts'

/** Starfish (starfishdata.ai): synthetic data. */
export const starfish: Provider = {
  name: 'starfish',
  kind: 'GENERATION',
  statuses: { documented: statuses, observed: observedStatuses },
  toStatus: (view, dialect) => dialects[dialect].toStatus(view),
  starts: ['generateData', 'evaluateData'],
  nearest: ['queued', 'retrying', 'waiting', 'cancelled', 'expired'],
  env: { STARFISH_BASE_URL: '{url}', STARFISH_API_KEY: 'jobdouble' },
  switches: { lenient: 'Starfish accepts a job status request without projectId' },
  report: {
    roles: { getJobStatus: 'status', getData: 'result' },
    // documented: the data of a project can be read while its job runs
    exemptFrom: ['result-before-end']
  },
  polls: ({ id, input }) => [{
    operation: 'getJobStatus',
    method: 'POST',
    path: '/v1/jobStatus',
    headers: { 'x-api-key': 'jobdouble', 'content-type': 'application/json' },
    body: { jobId: id, projectId: projectIdOf(input) }
  }],
  newId: ids => ids.uuid4(),
  toInput,
  inputSchema: () => InputSchema,
  collections: [projects],
  groupOf: projectIdOf,
  document,
  routes
}

const projectErrors = [ProjectUnknown, ProjectForeign]

async function routes (app: App): Promise<void> {
  acceptJson(app)
  handleFailures(app, ['/v1'], (failure, { jobs }) => dialects[jobs.dialect].toErrorResponse(failure))
  requireCredentials(app, keyOf)

  app.post('/v1/jobStatus', {
    schema: getJobStatus,
    config: { errors: [JobUnknown, ...projectErrors] },
    attachValidation: true,
    preHandler: acceptMissingProject
  }, (request, reply) => {
    const { jobs, body: { jobId, projectId } } = request
    return readable(reply, toJobStatus(dialects[jobs.dialect].findJob(clientOf(request), jobId, projectId)))
  })

  app.post('/v1/generateData', { schema: generateData, config: { errors: [ProjectForeign] } }, (request, reply) => {
    const { jobs, body } = request
    dialects[jobs.dialect].mustGenerateIn(clientOf(request), body.projectId)
    return readable(reply, toStarted(generate(clientOf(request), body)))
  })

  app.post('/v1/evaluateData', { schema: evaluateData, config: { errors: projectErrors } }, (request, reply) =>
    readable(reply, toStarted(evaluate(clientOf(request), request.body))))

  app.post('/v1/data', { schema: getData, config: { errors: projectErrors } }, (request, reply) => {
    const { sandbox, body: { projectId, nextToken } } = request
    return readable(reply, toData(sandbox.seed, enter(clientOf(request), projectId), nextToken))
  })
}
