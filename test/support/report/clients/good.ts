import type { Provider } from '../../../../src/index.ts'
import { startJob, waitForJob, type Client, type Received, type World } from './world.ts'

/** Polls with growing pauses until `isOver`. Returns the last response. */
async function pollUntil (world: World, poll: () => Promise<Received>, isOver: (body: any) => boolean): Promise<any> {
  for (let pause = 5000; ; pause *= 1.5) {
    const { body } = await poll()
    if (isOver(body)) return body
    await world.pause(pause)
  }
}

/** For each provider a client that starts a job, waits for its end and fetches what there is to fetch. */
export const goodClients: Readonly<Record<Provider, Client>> = { starfish, immuta, julep, waveline, datasaur }

async function starfish (world: World): Promise<void> {
  const { body: { projectId, jobId } } = await world.send('POST /v1/generateData', { prompt: 'Questions', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' })
  const { status } = await pollUntil(world, async () => await world.send('POST /v1/jobStatus', { projectId, jobId }), ({ status }) => status !== 'RUNNING')
  if (status === 'COMPLETE') await world.send('POST /v1/data', { projectId })
}

async function immuta (world: World): Promise<void> {
  const { body: { token } } = await world.send('POST /bim/apikey/authenticate', { apikey: 'k' }, {})
  const headers = { authorization: `Bearer ${token}` }
  const { body: job } = await world.send('PUT /snowflake/handler/1/refreshNativeViewJob', {}, headers)
  // one long poll: the time passes while it is open
  await Promise.all([world.send('POST /jobs/statuses', { jobIds: [job], wait: -1 }, headers), world.pause(30_000)])
}

async function julep (world: World): Promise<void> {
  const { body: { id } } = await world.send('POST /api/tasks/11111111-2222-4333-8444-555555555555/executions', { input: {} })
  await pollUntil(world, async () => await world.send(`GET /api/executions/${id}`), ({ status }) => status === 'succeeded')
}

async function waveline (world: World): Promise<void> {
  await waitForJob(world, await startJob(world))
}

async function datasaur (world: World): Promise<void> {
  const { body: { access_token: token } } = await world.send('POST /api/oauth/token', { client_id: 'a', client_secret: 'b', grant_type: 'client_credentials' }, {})
  const query = async (query: string, variables: object) => await world.send('POST /graphql', { query, variables }, { authorization: `Bearer ${token}` })
  const started = 'query ($input: ExportTeamOverviewInput!) { result: exportTeamOverview(input: $input) { exportId fileUrl } }'
  const { body: { data: { result: { exportId, fileUrl } } } } = await query(started, { input: { method: 'FILE_STORAGE', teamId: '1' } })
  const read = 'query ($jobId: String!) { result: getJob(jobId: $jobId) { status } }'
  await pollUntil(world, async () => await query(read, { jobId: exportId }), ({ data }) => data.result.status === 'DELIVERED')
  await world.send(`GET ${fileUrl}`)
}
