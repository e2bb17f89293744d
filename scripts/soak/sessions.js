// What goes on in one sandbox: jobs of all providers, faults, and what a client or a test does to them. Each session accounts for its jobs.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { dieDuring, insist, readEvents, send } from './client.js'
import { follow, providers, start } from './flows.js'

/** Jobs by what has become of them. `started` counts those whose response has arrived. */
export const jobs = { started: 0, ended: 0, reset: 0, expired: 0 }

const pause = () => sleep(40)
const faultLists = [
  [],
  [{ profile: 'flaky' }],
  [{ when: { every: 3 }, then: { status: 429, retryAfter: '1s' } }, { when: { every: 5 }, phase: 'after', then: { connection: 'reset' } }],
  [{ when: { probability: 0.3 }, then: { delay: { min: '5ms', max: '50ms' } } }, { when: { every: 4 }, then: { connection: 'truncate' } }]
]

/** Jobs are started and followed to their end; every transition is an event. The sandbox is deleted. */
async function finishes (world) {
  const reader = await readEvents(world.url)
  const started = await startAll(world)
  await Promise.all(started.map(job => follow(world.url, job, pause)))
  const kept = await listJobs(world, started)
  assert(kept.every(({ state }) => state === 'succeeded'), 'a job has not succeeded')
  await sleep(100)
  const ended = new Set(reader.stop('transition').filter(({ to }) => to === 'succeeded').map(({ job }) => job))
  assert(kept.every(({ id }) => ended.has(id)), 'a job has ended without an event')
  jobs.ended += started.length
  await remove(world)
}

/** The sandbox is reset while jobs are polled and waits are open; afterwards it is empty, and serves again. */
async function isReset (world) {
  const started = await startAll(world)
  const waiting = started.filter(({ provider }) => provider === 'immuta').map(async ({ id }) =>
    await send(world.url, 'POST /jobs/statuses', { jobIds: [id], wait: -1 }))
  await insist(world.url, 'POST /__admin/reset')
  await Promise.all(waiting)
  const { jobs: left, waits } = await insist(world.url, 'GET /__admin/sandbox')
  assert.deepEqual({ left, waits }, { left: 0, waits: 0 })
  jobs.reset += started.length
  await finishes(world)
}

/** A snapshot is taken, the jobs go on to their end, the snapshot is restored, and they end again. */
async function isRestored (world) {
  const started = await startAll(world)
  const snapshot = await insist(world.url, 'GET /__admin/snapshot')
  await Promise.all(started.map(job => follow(world.url, job, pause)))
  await insist(world.url, 'PUT /__admin/snapshot', snapshot)
  await Promise.all(started.map(job => follow(world.url, job, pause)))
  await listJobs(world, started)
  jobs.ended += started.length
  await remove(world)
}

/** Clients die while they send, wait and read; nothing of them is left. */
async function diesOften (world) {
  const started = await startAll(world)
  const [{ id }] = started.filter(({ provider }) => provider === 'immuta')
  const execution = started.find(({ provider }) => provider === 'julep').response.id
  await Promise.all(Array.from({ length: 10 }, async (_, index) => await Promise.all([
    dieDuring(world.url, 'POST /jobs/statuses', { jobIds: [id, 'unknown'], wait: -1 }, 20 + index),
    dieDuring(world.url, 'POST /jobs/statuses', undefined, 0),
    dieDuring(world.url, 'GET /__admin/events?lastEventId=0', undefined, 20 + index),
    dieDuring(world.url, `GET /api/executions/${execution}/transitions.stream`, undefined, 20 + index)
  ])))
  for (const deadline = performance.now() + 10_000; (await insist(world.url, 'GET /__admin/sandbox')).waits > 0; await pause()) {
    assert(performance.now() < deadline, 'the wait of a client that is gone stays open')
  }
  await Promise.all(started.map(job => follow(world.url, job, pause)))
  jobs.ended += started.length
  await remove(world)
}

/** The sandbox is left as it is, and it expires. */
async function isLeft (world) {
  const started = await startAll(world)
  await send(world.url, `GET /api/v1/jobs/${started[0].id}`)
  const name = world.url.split('/@')[1]
  for (const deadline = performance.now() + world.ttl + 60_000; (await send(world.base, `GET /__admin/sandboxes/${name}`)).status !== 404;) {
    assert(performance.now() < deadline, `the sandbox ${name} does not expire`)
    await sleep(1000)
  }
  jobs.expired += started.length
}

const kinds = [finishes, isReset, isRestored, diesOften, isLeft]

/** Runs a session in a new sandbox. `number` chooses its kind and its faults; `ttl` is the time to live of a sandbox in ms. */
export async function runSession (base, number, ttl) {
  const name = `soak-${number}`
  const faults = faultLists[Math.floor(number / kinds.length) % faultLists.length]
  await insist(base, 'POST /__admin/sandboxes', { name, seed: number, clock: { mode: 'scaled', rate: 20 } })
  const world = { base, url: `${base}/@${name}`, ttl, lost: 0 }
  for (const fault of faults) await insist(world.url, 'POST /__admin/faults', fault)
  await kinds[number % kinds.length](world)
}

/** Starts two jobs at each provider. A response that is lost may leave a job that no client knows. */
async function startAll (world) {
  const started = await Promise.all([...providers, ...providers].map(async provider => await start(world.url, provider, () => world.lost++)))
  jobs.started += started.length
  return started
}

/** The jobs of a sandbox. Throws if a started job is missing, or there are more than the lost responses explain. */
async function listJobs ({ url, lost }, started) {
  const { items } = await insist(url, 'GET /__admin/jobs?limit=1000')
  const ids = new Set(items.map(({ id }) => id))
  assert(started.every(({ id }) => ids.has(id)), 'a job that was started is missing')
  assert(items.length <= started.length + lost, `${items.length} jobs, ${started.length} started, ${lost} responses lost`)
  return items.filter(({ id }) => started.some(job => job.id === id))
}

async function remove ({ base, url }) {
  await send(base, `DELETE /__admin/sandboxes/${url.split('/@')[1]}`)
}
