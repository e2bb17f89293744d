import { hasEnded, readJob, startJob, waitForJob, type World } from './world.ts'

/** Polls three times a second. */
export async function pollsTooFast (world: World): Promise<void> {
  while (!hasEnded(await readJob(world))) await world.pause(330)
}

/** Polls every four seconds for minutes. */
export async function pollsAtConstantPace (world: World): Promise<void> {
  while (!hasEnded(await readJob(world))) await world.pause(4000)
}

/** Goes on polling after the end. */
export async function pollsAfterEnd (world: World): Promise<void> {
  await waitForJob(world)
  for (let polls = 0; polls < 5; polls++) {
    await world.pause(5000)
    await readJob(world)
  }
}

/** Starts two jobs, and forgets one of them after three polls. */
export async function forgetsJob (world: World): Promise<void> {
  const [forgotten, kept] = [await startJob(world), await startJob(world)]
  for (let polls = 0; polls < 3; polls++) {
    await readJob(world, forgotten)
    await world.pause(5000)
  }
  await waitForJob(world, kept)
}

/** Starts a job and does not care. */
export async function neverPolls (world: World): Promise<void> {
  await startJob(world)
  await world.pause(20_000)
}

/** Polls a job for more than half an hour. */
export async function hasNoDeadline (world: World): Promise<void> {
  for (let polls = 0; polls < 40; polls++) {
    await readJob(world)
    await world.pause(Math.min(60_000, 5000 * 1.5 ** polls))
  }
}
