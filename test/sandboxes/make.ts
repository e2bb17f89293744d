import { Clock } from '../../src/jobs/index.ts'
import { Sandboxes, type RegistryOptions } from '../../src/sandboxes/registry.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandboxes/sandbox.ts'
import { builtIn } from '../jobs/world.ts'

export const options: SandboxOptions = {
  clock: { mode: 'frozen' },
  seed: 1,
  dialects: {},
  lifecycle: 'success',
  lifecycleOf: {},
  lifecycles: builtIn,
  limit: { jobs: 1000, jobBytes: 10_000_000, things: 1000, thingBytes: 1_000_000, bytes: 1_000_000 },
  switches: new Set()
}

export const hour = 3_600_000

/** A registry whose wall clock is frozen, and the names of the sandboxes that came to life. */
export function registry (given: Partial<RegistryOptions> = {}) {
  const wallClock = new Clock({ mode: 'frozen' })
  const created: string[] = []
  const sandboxes = new Sandboxes({ ...options, ttl: hour, sandboxes: 10_000, wallClock, onCreate: ({ name }) => created.push(name), ...given })
  return { sandboxes, created, pass: (ms: number) => wallClock.advance(wallClock.now() + ms), wallClock }
}

/** Makes a job with an id that is drawn, and answers the id. */
export async function makeJob ({ jobs, ids, lifecycle }: Sandbox): Promise<string> {
  return (await jobs.create({ id: ids.uuid4(), provider: 'immuta', kind: 'test', lifecycle })).id
}
