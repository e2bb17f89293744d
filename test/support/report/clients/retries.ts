import { readJob, waitForJob, type World } from './world.ts'

/** Comes back after a second, whatever the service asks for. */
export async function ignoresRetryAfter (world: World): Promise<void> {
  await readJob(world)
  await world.pause(1000)
  await waitForJob(world)
}

/** Sees that nothing of its limit is left, and sends the next poll at its own pace. */
export async function ignoresRateLimit (world: World): Promise<void> {
  await readJob(world)
  await world.pause(4000)
  const { headers } = await readJob(world)
  await world.pause(Number(headers.get('retry-after') ?? 6) * 1000)
  await waitForJob(world)
}

/** Retries at once until it gets a response. */
export async function retriesAtOnce (world: World): Promise<void> {
  while ((await readJob(world)).status !== 200);
  await world.pause(5000)
  await waitForJob(world)
}

/** Retries once a second. */
export async function retriesAtConstantPace (world: World): Promise<void> {
  while ((await readJob(world)).status !== 200) await world.pause(1000)
  await world.pause(5000)
  await waitForJob(world)
}

/** Retries every failed poll after exactly a second. */
export async function retriesWithoutJitter (world: World): Promise<void> {
  for (let polls = 0; polls < 6; polls++) {
    if ((await readJob(world)).status !== 200) {
      await world.pause(1000)
      await readJob(world)
    }
    await world.pause(5000)
  }
}

/** Retries every request twice while nothing gets through for minutes. */
export async function retriesThroughOutage (world: World): Promise<void> {
  for (let job = 0; job < 20; job++) {
    await readJob(world, `job-${job}`)
    await world.pause(500 + 50 * job)
    await readJob(world, `job-${job}`)
    await world.pause(2000 + 50 * job)
    await readJob(world, `job-${job}`)
    await world.pause(2000)
  }
}

/** Retries with a good backoff, but for ever. */
export async function neverGivesUp (world: World): Promise<void> {
  let waited = 0
  for (let pause = 1000; waited < 700_000; pause = Math.min(64_000, pause * 2)) {
    await readJob(world)
    await world.pause(pause)
    waited += pause
  }
  await readJob(world)
}
