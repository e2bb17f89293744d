import type { FastifyRequest } from 'fastify'
import { requireCredentials } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { JobUnknown } from '../../jobs/index.ts'
import type { App, Provider } from '../provider.ts'
import { agentRoutes } from './agents/index.ts'
import { agents } from './agents/schema.ts'
import { dialects } from './dialects.ts'
import { createAgentDoc, createUserDoc, type Created } from './docs/schema.ts'
import { executions } from './executions/executions.ts'
import { executionRoutes } from './executions/index.ts'
import { toCreated } from './map.ts'
import { acceptJson, called, fromAuthorization } from './requests.ts'
import { document, getJobStatus, observedStatuses, statuses } from './schema.ts'
import { strict } from './strict.ts'
import { taskRoutes } from './tasks/index.ts'
import { tasks } from './tasks/schema.ts'
import { canonical, toUuid } from './values.ts'

/** Julep (julep.ai): an agents platform. */
export const julep: Provider = {
  name: 'julep',
  kind: 'TaskExecutionWorkflow',
  statuses: { documented: statuses, observed: observedStatuses },
  nearest: ['waiting', 'expired'],
  // the variables of @julep/sdk
  env: { JULEP_BASE_URL: '{url}/api', JULEP_API_KEY: 'jobdouble' },
  newId: ids => ids.uuid4(),
  refuseId: id => toUuid(id) === id ? undefined : 'must be a UUID in its canonical spelling',
  collections: [executions, agents, tasks],
  switches: { [strict.name]: strict.help },
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptJson(app)
  handleFailures(app, ['/api'], (failure, { jobs, body = {} }) => dialects[jobs.dialect].toErrorResponse(failure, body))
  requireCredentials(app, ({ headers }) => fromAuthorization(headers.authorization))
  jobRoutes(app)
  agentRoutes(app)
  taskRoutes(app)
  executionRoutes(app)
  docRoutes(app)
}

function jobRoutes (app: App): void {
  app.get('/api/jobs/:job_id', called('getJobStatus', getJobStatus, [JobUnknown]), ({ jobs, params }) =>
    dialects[jobs.dialect].toJobStatus(jobs.get(canonical(params.job_id))))
}

function docRoutes (app: App): void {
  app.post('/api/agents/:agent_id/docs', called('createAgentDoc', createAgentDoc), (request, reply) => {
    reply.code(201)
    return embed(request, 'createAgentDoc')
  })

  app.post('/api/users/:user_id/docs', called('createUserDoc', createUserDoc), (request, reply) => {
    reply.code(201)
    return embed(request, 'createUserDoc')
  })
}

/** Starts the job that embeds a document. The document itself is not kept. */
function embed ({ sandbox, jobs, body }: FastifyRequest, operation: string): Created {
  const id = sandbox.ids.uuid4()
  return toCreated(id, jobs.start({ kind: 'EmbedDocsWorkflow', input: body }, { operation, body }))
}
