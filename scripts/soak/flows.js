// How a client of each provider starts a job, and reads whether it has ended.
import { insist } from './client.js'

const graphql = (query, variables) => ['POST /graphql', { query, variables }]
const launch = 'mutation { createProject(input: { name: "Soak", kinds: [TOKEN_BASED], documents: [] }) { job { id } } }'
const getJob = 'query ($jobId: String!) { getJob(jobId: $jobId) { status } }'

const flows = {
  starfish: {
    start: ['POST /v1/generateData', { prompt: 'cats', numOfRecords: 5, model: 'gpt-4o-2024-08-06' }],
    id: body => body.jobId,
    poll: (id, { projectId }) => ['POST /v1/jobStatus', { jobId: id, projectId }],
    ended: body => ['COMPLETE', 'FAILED'].includes(body.status)
  },
  immuta: {
    start: ['PUT /snowflake/handler/1/refreshNativeViewJob', {}],
    id: body => body,
    poll: id => ['POST /jobs/statuses', { jobIds: [id], wait: 5 }],
    ended: (body, id) => ['completed', 'failed'].includes(body[id].state)
  },
  julep: {
    start: ['POST /api/tasks/11111111-2222-4333-8444-555555555555/executions', { input: { a: 1 } }],
    // its execution has an id of its own
    id: body => body.metadata.jobs[0],
    poll: (id, execution) => [`GET /api/executions/${execution.id}`],
    ended: body => ['succeeded', 'failed'].includes(body.status)
  },
  waveline: {
    start: ['POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: 'https://example.com/a.pdf' }],
    id: body => body.id,
    poll: id => [`GET /api/v1/jobs/${id}`],
    ended: body => ['COMPLETED', 'FAILED'].includes(body.status)
  },
  datasaur: {
    start: graphql(launch),
    id: body => body.data.createProject.job.id,
    poll: id => graphql(getJob, { jobId: id }),
    ended: body => ['DELIVERED', 'FAILED'].includes(body.data.getJob.status)
  }
}

export const providers = Object.keys(flows)

/** Starts a job at a provider; resolves with its id and the response. `onLost` is called for each response that does not arrive. */
export async function start (url, provider, onLost) {
  const { start: [operation, body], id } = flows[provider]
  const response = await insist(url, operation, body, onLost)
  return { provider, id: id(response), response }
}

/** Polls a job until it has ended. Throws if it does not within a minute. */
export async function follow (url, { provider, id, response }, pause) {
  const { poll, ended } = flows[provider]
  for (const deadline = performance.now() + 60_000; performance.now() < deadline; await pause()) {
    if (ended(await insist(url, ...poll(id, response)), id)) return
  }
  throw new Error(`${provider}: the job ${id} does not end`)
}
