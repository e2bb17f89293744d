import { states, type State } from '../../../src/jobs/index.ts'
import { Contents } from '../../../src/sandboxes/contents.ts'
import type { JobTraits, Limits, SandboxDefaults, SandboxSetup } from '../../../src/sandboxes/index.ts'
import { Sandboxes, type RegistrySetup } from '../../../src/sandboxes/registry/registry.ts'
import { Sandbox } from '../../../src/sandboxes/sandbox.ts'
import { Clock } from '../../../src/time/index.ts'
import { builtIn } from '../jobs/world.ts'

export const hour = 3_600_000

/** How the sandboxes of a test differ from the usual ones. */
export interface Given extends Partial<SandboxDefaults>, Pick<SandboxSetup, 'load'> { limits?: Partial<Limits> }

/** A frozen clock, the seed 1, the lifecycle `success`, and limits that few tests reach. */
export function toSetup ({ limits, load, ...defaults }: Given = {}): SandboxSetup {
  return {
    defaults: { clock: { mode: 'frozen' }, seed: 1, lifecycle: 'success', lifecycleOf: {}, dialects: {}, switches: new Set(), ...defaults },
    limits: {
      jobs: 1000,
      jobBytes: 10_000_000,
      things: 1000,
      thingBytes: 1_000_000,
      fileBytes: 1_000_000,
      requests: 1000,
      requestBytes: 1_000_000,
      sandboxes: 10_000,
      memory: Infinity,
      sandboxTtl: hour,
      bodyTimeout: 60_000,
      requestTimeout: 600_000,
      idleTimeout: 72_000,
      ...limits
    },
    lifecycles: builtIn,
    graphql: ['datasaur'],
    ...load !== undefined && { load }
  }
}

export function sandbox (given?: Given, name = 'a'): Sandbox {
  return new Sandbox(name, toSetup(given))
}

export function contents (given?: Given): Contents {
  return new Contents(toSetup(given))
}

/** A registry on a frozen wall clock, and the names of the sandboxes that it created. */
export function registry ({ drawName, ...given }: Given & Pick<RegistrySetup, 'drawName'> = {}) {
  const wallClock = new Clock({ mode: 'frozen' })
  const created: string[] = []
  const sandboxes = new Sandboxes({ ...toSetup(given), wallClock, onCreate: ({ name }) => created.push(name), ...drawName !== undefined && { drawName } })
  return { sandboxes, created, pass: (ms: number) => wallClock.advance(wallClock.now() + ms), wallClock }
}

/** A provider whose words are the states in capitals, and in its observed dialect the states themselves. */
export function traitsOf (name: string, given: Partial<JobTraits> = {}): JobTraits {
  const words = (toWord: (state: State) => string) => Object.fromEntries(states.map(state => [state, toWord(state)])) as Record<State, string>
  return {
    name,
    kind: 'test',
    statuses: { documented: words(state => state.toUpperCase()), observed: words(state => state) },
    newId: ids => ids.uuid4(),
    ...given
  }
}

/** Starts a job with an id that is drawn, and returns the id. */
export function makeJob (sandbox: Sandbox): string {
  return sandbox.provider(traitsOf('immuta')).start({}).id
}
