import type { FastifyRequest } from 'fastify'
import { askCredentials } from '../../http/credentials.ts'
import { answerFailures } from '../../http/failure.ts'
import { startJob, type App, type Provider } from '../provider.ts'
import { dialects, wordsOf } from './dialects.ts'
import { acceptJson } from './json.ts'
import { forgive } from './leniency.ts'
import { cors, InputSchema, toInput, toStarted } from './map.ts'
import { observedStatuses } from './observed.ts'
import { document, evaluateData, generateData, getData, getJobStatus } from './operations.ts'
import { toData } from './pages.ts'
import { enter, inNewProject, projectIdOf, projects, type Visitor } from './projects.ts'
import { name, statuses } from './schema.ts'

/** Starfish (starfishdata.ai): synthetic data. */
export const starfish: Provider = {
  name,
  kind: 'GENERATION',
  statuses: { documented: statuses, observed: observedStatuses },
  toStatus: (view, dialect) => dialects[dialect].toStatus(view),
  nearest: ['queued', 'retrying', 'waiting', 'cancelled', 'expired'],
  newId: ids => ids.uuid4(),
  toInput,
  inputSchema: () => InputSchema,
  shelves: [projects],
  groupOf: projectIdOf,
  document,
  routes
}

async function routes (app: App): Promise<void> {
  acceptJson(app)
  answerFailures(app, ['/v1'], (failure, { sandbox }) => wordsOf(sandbox).toRefusal(failure))
  askCredentials(app, keyOf)

  app.post('/v1/jobStatus', { schema: getJobStatus, attachValidation: true, preHandler: forgive }, async (request, reply) => {
    const { find, toStatus } = wordsOf(request.sandbox)
    const job = await find(visitorOf(request), request.body.jobId, request.body.projectId)
    return reply.headers(cors).send({ jobId: job.id, status: toStatus(job), type: job.kind, success: true })
  })

  app.post('/v1/generateData', { schema: generateData }, async (request, reply) => {
    const { body, body: { prompt, numOfRecords, model }, sandbox } = request
    const job = await inNewProject(visitorOf(request), projectId =>
      startJob(sandbox, starfish, { kind: 'GENERATION', input: { projectId, prompt, numOfRecords, model } }, { operation: 'generateData', body }))
    return reply.headers(cors).send(toStarted(job))
  })

  app.post('/v1/evaluateData', { schema: evaluateData }, async (request, reply) => {
    const { body, body: { projectId }, sandbox } = request
    await enter(visitorOf(request), projectId)
    const job = await startJob(sandbox, starfish, { kind: 'EVALUATION', input: { projectId } }, { operation: 'evaluateData', body })
    return reply.headers(cors).send(toStarted(job))
  })

  app.post('/v1/data', { schema: getData }, async (request, reply) => {
    const jobs = await enter(visitorOf(request), request.body.projectId)
    return reply.headers(cors).send(toData(request.sandbox.seed, jobs, request.body.nextToken))
  })
}

function keyOf ({ headers }: FastifyRequest): string | undefined {
  return headers['x-api-key']?.toString()
}

/** Who asks: a key has been asked for already. */
function visitorOf (request: FastifyRequest): Visitor {
  return { sandbox: request.sandbox, key: keyOf(request)! }
}
