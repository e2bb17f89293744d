import type { FastifyRequest } from 'fastify'
import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { startJob, type App, type Provider } from '../provider.ts'
import { acceptEmptyJson, acceptForms } from './bodies.ts'
import { toFullJob, toJob, toRefusal, toStatuses, type ToJob } from './map.ts'
import { getBulkJobs, getJobStatuses, searchJobs, summarizeJobs } from './schema-jobs.ts'
import { authenticate, bulkUpdate, runIdentification, triggers } from './schema-work.ts'
import { document, jobTypes, statuses } from './schema.ts'
import * as search from './search.ts'
import { credentialOf, giveToken, tokens } from './tokens.ts'
import { awaitJobs } from './wait.ts'
import { identify, toWorkflowId, updateInBulk, type Start } from './work.ts'

/** Immuta: a data access platform. */
export const immuta: Provider = {
  name: 'immuta',
  kind: 'job',
  statuses: { documented: statuses, observed: statuses },
  nearest: ['waiting'],
  newId: (ids, kind, now) => kind === jobTypes.identification ? toWorkflowId(ids.uuid4()) : ids.uuid1(now),
  shelves: [tokens],
  document,
  routes
}

async function routes (app: App): Promise<void> {
  answerFailures(app, ['/jobs', '/bim', '/snowflake', '/sdd', '/dataSource'], toRefusal)
  askCredentials(app, credentialOf)
  acceptEmptyJson(app)
  await app.register(authentication)
  jobRoutes(app)
  workRoutes(app)
}

async function authentication (app: App): Promise<void> {
  acceptForms(app)
  app.post('/bim/apikey/authenticate', { schema: authenticate, config: { open: true } }, async ({ sandbox, body }) =>
    giveToken(sandbox, body.apikey))
}

function jobRoutes (app: App): void {
  app.post('/jobs/statuses', { schema: getJobStatuses }, async ({ sandbox, body }, reply) =>
    toStatuses(await awaitJobs(sandbox, body, end => reply.raw.once('close', end)), shownIn(sandbox)))

  app.get('/jobs', { schema: getBulkJobs }, async ({ sandbox, query }) =>
    toStatuses(await search.bulkJobs(sandbox, query.bulkId), shownIn(sandbox)))

  app.get('/jobs/search', { schema: searchJobs }, async ({ sandbox, query }) =>
    await search.searchJobs(sandbox, query, shownIn(sandbox)))

  app.get('/jobs/summary', { schema: summarizeJobs }, async ({ sandbox, query }) =>
    await search.summarizeJobs(sandbox, query))
}

function workRoutes (app: App): void {
  for (const schema of triggers) {
    app.put(`/snowflake/handler/:handlerId/${schema.operationId}`, { schema }, async (request, reply) => {
      const { id } = await starting(request, schema.operationId)({ kind: jobTypes[schema.operationId], input: request.params })
      // a bare string, which Fastify would send as plain text
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(id))
    })
  }

  app.post('/sdd/identification', { schema: runIdentification }, async request =>
    await identify(request.sandbox, request.body, starting(request, runIdentification.operationId)))

  app.put('/dataSource/bulk/:type', { schema: bulkUpdate }, async request =>
    await updateInBulk(request.sandbox, request.params.type, request.body, starting(request, bulkUpdate.operationId)))
}

/** «Additional fields may be included» (seed): a switch includes some. */
function shownIn (sandbox: Sandbox): ToJob {
  return sandbox.isOn('immuta-extra-fields') ? toFullJob : toJob
}

function starting ({ sandbox, body }: Pick<FastifyRequest, 'sandbox' | 'body'>, operation: string): Start {
  return order => startJob(sandbox, immuta, order, { operation, body })
}
