import { request } from 'node:http'
import { once } from 'node:events'
import { readJob, startJob, waitForJob, type World } from './world.ts'

/** Starts the job again when no response comes. */
export async function startsTwice (world: World): Promise<void> {
  await waitForJob(world, await startJob(world) ?? await startJob(world))
}

/** Sends a rejected request again as it was. */
export async function repeatsInvalidRequest (world: World): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    await world.send('POST /api/v1/guess-shape', { fileName: 'a.pdf' })
    await world.pause(2000)
  }
}

/** Goes on with a credential that was refused. */
export async function repeatsRefusedCredential (world: World): Promise<void> {
  while ((await readJob(world)).status === 401) await world.pause(5000)
  await world.pause(5000)
  await waitForJob(world)
}

/** Signs in to Immuta, and uses the token although it has expired. */
export async function usesExpiredToken (world: World): Promise<void> {
  const { body: { token, tokenExpiration } } = await world.send('POST /bim/apikey/authenticate', { apikey: 'k' }, {})
  await world.pause(Date.parse(tokenExpiration) - Date.UTC(2025, 0, 1) + 1000)
  await world.send('GET /jobs/summary', undefined, { authorization: `Bearer ${token}` })
}

/** Opens a connection for each poll. */
export async function opensConnections (world: World): Promise<void> {
  for (let polls = 0; polls < 12; polls++) {
    const [response] = await once(request(`${world.url}/api/v1/jobs/job`, { agent: false, headers: { authorization: 'Bearer k' } }).end(), 'response')
    await response.resume().toArray()
    await world.pause(5000)
  }
}

const statusesOf = async (world: World, jobIds: readonly string[]) =>
  Object.values((await world.send('POST /jobs/statuses', { jobIds, wait: 0 })).body) as Array<{ state: string }>

const refresh = async (world: World) => (await world.send('PUT /snowflake/handler/1/refreshNativeViewJob', {})).body as string

/** Asks Immuta for each of its jobs alone. */
export async function pollsOneByOne (world: World): Promise<void> {
  const jobs: string[] = []
  for (let count = 0; count < 10; count++) jobs.push(await refresh(world))
  for (let round = 0; round < 3; round++) {
    for (const job of jobs) await statusesOf(world, [job])
    await world.pause(3000)
  }
}

/** Polls Immuta where it could wait. */
export async function pollsWithoutWaiting (world: World): Promise<void> {
  const job = await refresh(world)
  while ((await statusesOf(world, [job]))[0]!.state !== 'completed') await world.pause(5000)
}

/** Opens the stream of the transitions of an execution of Julep that never ends, and sets itself no deadline. */
export async function followsForEver (world: World): Promise<void> {
  const { body: { id } } = await world.send('POST /api/tasks/11111111-2222-4333-8444-555555555555/executions', { input: {} })
  await world.open(`GET /api/executions/${id}/transitions.stream`)
  await world.pause(3_600_000)
}
