import type { FastifyReply } from 'fastify'
import { requireCredentials } from '../../http/credentials.ts'
import { handleFailures } from '../../http/failure.ts'
import { declareMediaType } from '../../http/json.ts'
import type { App, Provider } from '../provider.ts'
import { serveDataSources } from './data/index.ts'
import { dataSources } from './data/sources.ts'
import { getBulkJobs, getJobStatuses, searchJobs, summarizeJobs } from './job-schema.ts'
import { mapperOf, toErrorResponse, toStatuses } from './map.ts'
import { acceptEmptyJson, acceptForms } from './requests.ts'
import { bodyErrors, document, jobTypes, statuses, technologies } from './schema.ts'
import * as search from './search.ts'
import { credentialOf, giveToken, tokens, userOf } from './tokens.ts'
import { getCurrentUser, profileIdOf, signIn, toCurrentUser } from './users.ts'
import { awaitJobs } from './wait.ts'
import { authenticate, bulkUpdate, runIdentification, triggers } from './work-schema.ts'
import { identify, toWorkflowId, updateInBulk } from './work.ts'

/** Immuta: a data access platform. */
export const immuta: Provider = {
  name: 'immuta',
  kind: 'job',
  statuses: { documented: statuses, observed: statuses },
  starts: [
    'triggerHighCardinalityJob',
    'refreshNativeViewJob',
    'runIdentification',
    'bulkUpdateDataSources',
    'createDataSources',
    'updateHandlers',
    'putConnection',
    'detectRemoteChanges'
  ],
  nearest: ['waiting'],
  env: { IMMUTA_BASE_URL: '{url}', IMMUTA_API_KEY: 'jobdouble' },
  switches: { 'extra-fields': 'Immuta adds fields that are not documented' },
  report: {
    roles: {
      getJobStatuses: 'status',
      getBulkJobs: 'list',
      searchJobs: 'list',
      authenticate: 'sign-in'
    },
    batch: 'getJobStatuses',
    waitField: 'wait'
  },
  polls: ({ id }) => [{
    operation: 'getJobStatuses',
    method: 'POST',
    path: '/jobs/statuses',
    headers: { authorization: 'Bearer jobdouble', 'content-type': 'application/json' },
    // 0: it must not wait for the job to change
    body: { jobIds: [id], wait: 0, pollInterval: 1 }
  }],
  newId: (ids, kind, now) => kind === jobTypes.identification ? toWorkflowId(ids.uuid4()) : ids.uuid1(now),
  collections: [tokens, dataSources],
  document,
  routes
}

/** Of paths below which Immuta responds to everything. One prefix for all, because each prefix takes 3 ms of the start. */
const firstSegments = ['jobs', 'bim', 'sdd', 'dataSource', ...technologies]

async function routes (app: App): Promise<void> {
  handleFailures(app, [`/:first(${firstSegments.map(name => `^${name}$`).join('|')})`, '/api/v2'], toErrorResponse)
  requireCredentials(app, credentialOf)
  acceptEmptyJson(app)
  declareMediaType(app, bodyErrors[415])
  await app.register(authentication)
  app.get('/bim/rpc/user/current', { schema: getCurrentUser }, request =>
    toCurrentUser(request.sandbox.seed, userOf(request)))
  jobRoutes(app)
  workRoutes(app)
  serveDataSources(app)
}

async function authentication (app: App): Promise<void> {
  acceptForms(app)
  app.post('/bim/apikey/authenticate', { schema: authenticate, config: { open: true } }, ({ sandbox, body }) =>
    giveToken(sandbox, body.apikey))

  app.post('/bim/iam/:iamid/user/authenticate', { schema: signIn, config: { open: true } }, ({ sandbox, params, body }) => {
    const user = { iamid: params.iamid, userid: body.username }
    return { ...giveToken(sandbox, body.password, user), profileId: profileIdOf(sandbox.seed, user) }
  })
}

/** Sends JSON text without the serializer of the schema. */
function sendJson (reply: FastifyReply, body: unknown): void {
  reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}

function jobRoutes (app: App): void {
  app.post('/jobs/statuses', { schema: getJobStatuses }, (request, reply) => {
    const { jobs, body, sandbox } = request
    const toJob = mapperOf(sandbox)
    // without a promise, because most polls do not wait: it would cost 2.5 µs of 43
    if (body.wait === undefined || body.wait === 0) return toStatuses(jobs.many(body.jobIds), toJob)
    return awaitJobs(request, body, end => reply.raw.once('close', end)).then(jobs => toStatuses(jobs, toJob))
  })

  app.get('/jobs', { schema: getBulkJobs }, (request, reply) => {
    // as JSON text, because a serializer of two shapes costs more than the few requests of a client are worth
    sendJson(reply, search.findBulk(request, request.query))
  })

  app.get('/jobs/search', { schema: searchJobs }, request =>
    search.searchJobs(request, request.query))

  app.get('/jobs/summary', { schema: summarizeJobs }, ({ jobs, query }) =>
    search.summarizeJobs(jobs, query))
}

function workRoutes (app: App): void {
  for (const schema of triggers) {
    const { operationId: operation } = schema
    app.put(`/snowflake/handler/:handlerId/${operation}`, { schema }, ({ jobs, params, body }, reply) => {
      const { id } = jobs.start({ kind: jobTypes[operation], input: params }, { operation, body })
      // because Fastify would send a string as plain text
      sendJson(reply, id)
    })
  }

  app.post('/sdd/identification', { schema: runIdentification }, request =>
    identify(request, request.body))

  app.put('/dataSource/bulk/:type', { schema: bulkUpdate }, request =>
    updateInBulk(request, request.params.type, request.body))
}
