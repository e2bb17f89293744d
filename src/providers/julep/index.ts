import { requireCredentials } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { declareMediaType } from '../../http/json.ts'
import { JobUnknown } from '../../jobs/index.ts'
import type { App, Provider } from '../provider.ts'
import { agentRoutes } from './agents/index.ts'
import { agents } from './agents/schema.ts'
import { dialects } from './dialects.ts'
import { docRoutes } from './docs/index.ts'
import { docs } from './docs/schema.ts'
import { executionIdOf, executions, jobIdOf } from './executions/executions.ts'
import { executionRoutes } from './executions/index.ts'
import { acceptJson, called, fromAuthorization, respond } from './requests.ts'
import { checkHealth, document, ErrorSchema, getJobStatus, observedStatuses, statuses } from './schema.ts'
import { secretRoutes } from './secrets/index.ts'
import { secrets } from './secrets/schema.ts'
import { sessionRoutes } from './sessions/index.ts'
import { entries } from './sessions/chat-schema.ts'
import { sessions } from './sessions/schema.ts'
import { strict } from './strict.ts'
import { taskRoutes } from './tasks/index.ts'
import { tasks } from './tasks/schema.ts'
import { toolRoutes } from './tools/index.ts'
import { tools } from './tools/schema.ts'
import { userRoutes } from './users/index.ts'
import { users } from './users/schema.ts'
import { canonical, toUuid } from './values.ts'

/** Julep (julep.ai): an agents platform. */
export const julep: Provider = {
  name: 'julep',
  kind: 'TaskExecutionWorkflow',
  statuses: { documented: statuses, observed: observedStatuses },
  starts: ['createExecution', 'createAgentDoc', 'createUserDoc', 'chat'],
  nearest: ['waiting', 'expired'],
  // the variables of @julep/sdk
  env: { JULEP_BASE_URL: '{url}/api', JULEP_API_KEY: 'jobdouble' },
  report: {
    roles: {
      getJobStatus: 'status',
      getExecution: 'status',
      listExecutions: 'list',
      listTransitions: 'list',
      getTransition: 'list',
      streamExecution: 'stream',
      streamTransitions: 'stream',
      // its response comes at the end of its job, which a client cannot poll
      chat: 'status'
    }
  },
  polls: ({ id }, sandbox) => {
    const execution = executionIdOf(sandbox, id)
    const headers = { authorization: 'Bearer jobdouble' }
    return [
      { operation: 'getJobStatus', method: 'GET', path: `/api/jobs/${id}`, headers },
      ...execution === undefined
        ? []
        : [{ operation: 'getExecution', method: 'GET' as const, path: `/api/executions/${execution}`, headers }]
    ]
  },
  jobIdOf: (id, sandbox) => jobIdOf(sandbox, id),
  newId: ids => ids.uuid4(),
  refuseId: id => toUuid(id) === id ? undefined : 'must be a UUID in its canonical spelling',
  collections: [executions, agents, tools, tasks, users, sessions, entries, docs, secrets],
  switches: { [strict.name]: strict.help },
  document,
  routes
}

async function routes (app: App): Promise<void> {
  declareMediaType(app, ErrorSchema)
  acceptJson(app)
  handleFailures(app, ['/api'], (failure, { jobs, body = {} }) => dialects[jobs.dialect].toErrorResponse(failure, body))
  requireCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))
  jobRoutes(app)
  agentRoutes(app)
  toolRoutes(app)
  taskRoutes(app)
  executionRoutes(app)
  userRoutes(app)
  sessionRoutes(app)
  docRoutes(app)
  secretRoutes(app)
}

function jobRoutes (app: App): void {
  app.get('/api/jobs/:job_id', called('getJobStatus', getJobStatus, [JobUnknown]), ({ jobs, params }, reply) =>
    respond(reply, 200, dialects[jobs.dialect].toJobStatus(jobs.get(canonical(params.job_id)))))

  app.get('/api/healthz', { schema: checkHealth, config: { operation: 'checkHealth', open: true } }, (_request, reply) =>
    respond(reply, 200, { postgres: 'ok', temporal: 'ok', litellm: 'ok', integration_service: 'ok' }))
}
