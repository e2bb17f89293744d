import { readJob, waitForJob, type World } from './world.ts'

/** Generates rows in Starfish, and takes for an end whatever is not RUNNING. */
export async function takesAnyOtherStatusForSuccess (world: World): Promise<void> {
  const { body: { projectId, jobId } } = await world.send('POST /v1/generateData', { prompt: 'Questions', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' })
  while ((await world.send('POST /v1/jobStatus', { projectId, jobId })).body.status === 'RUNNING') await world.pause(3500)
  await world.send('POST /v1/data', { projectId })
}

/** Exports from Datasaur, and downloads the file at once. */
export async function downloadsAtOnce (world: World): Promise<void> {
  const query = 'query ($input: ExportTeamOverviewInput!) { result: exportTeamOverview(input: $input) { exportId fileUrl } }'
  const { body } = await world.send('POST /graphql', { query, variables: { input: { method: 'FILE_STORAGE', teamId: '1' } } })
  await world.send(`GET ${body.data.result.fileUrl}`)
}

/** Reads only the first page of the list, and then a job that is on the second. */
export async function ignoresPages (world: World): Promise<void> {
  await world.send('GET /api/v1/jobs?count=1&offset=0')
  await readJob(world, 'first')
  await waitForJob(world, 'second')
}

/** Uses the job of a response that has only errors. */
export async function ignoresErrors (world: World): Promise<void> {
  const start = 'query ($input: ExportTeamOverviewInput!) { result: exportTeamOverview(input: $input) { exportId } }'
  const { body } = await world.send('POST /graphql', { query: start, variables: { input: { method: 'FILE_STORAGE', teamId: '1' } } })
  const jobId = String(body.data?.result?.exportId)
  await world.send('POST /graphql', { query: 'query ($jobId: String!) { result: getJob(jobId: $jobId) { status } }', variables: { jobId } })
}
