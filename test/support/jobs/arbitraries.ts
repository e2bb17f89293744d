import fc from 'fast-check'
import type { Script, ScriptStep } from '../../../src/jobs/lifecycles/script.ts'
import { states, transitions, type State } from '../../../src/jobs/state.ts'
import type { World } from './world.ts'

/** Short and often equal delays, so that many things happen at one moment. */
export const milliseconds = fc.constantFrom(0, 0, 1, 2, 3, 5, 8, 13, 1000)

const extras = fc.record({ progress: fc.integer({ min: 0, max: 100 }), output: fc.constantFrom('o1', 'o2'), error: fc.constantFrom('e1', 'e2'), unknownStatus: fc.constantFrom('W1', 'W2') }, { requiredKeys: [] })

/** Mostly a fixed duration; the others are drawn when the job is created. */
const delays: fc.Arbitrary<NonNullable<ScriptStep['after']>> = fc.oneof(
  { weight: 6, arbitrary: milliseconds },
  fc.tuple(milliseconds, milliseconds).map(([min, more]) => ({ min, max: min + more })),
  fc.record({ mean: milliseconds, deviation: milliseconds }),
  fc.record({ mean: milliseconds, distribution: fc.constant('exponential' as const) })
)

/** Walks through the table of states: each choice selects one of the states that may follow. */
const legalScripts: fc.Arbitrary<Script> = fc.array(fc.tuple(fc.nat(20), delays, fc.boolean(), extras), { minLength: 1, maxLength: 9 }).map(choices => {
  const steps: ScriptStep[] = []
  let state: State = 'queued'
  for (const [choice, after, held, extra] of choices) {
    if (transitions[state].length === 0) break
    const next: State = [state, ...transitions[state]][choice % (transitions[state].length + 1)]!
    steps.push({ ...extra, state: next, after: held && steps.length > 0 && state === 'waiting' ? 'resume' : after })
    state = next
  }
  return { steps }
})

const illegalSteps = fc.record({ state: fc.constantFrom(...states), after: fc.oneof({ weight: 4, arbitrary: delays }, fc.constant('resume')) })

const loops = fc.record({ times: fc.integer({ min: 1, max: 4 }), steps: fc.array(illegalSteps, { minLength: 1, maxLength: 3 }) })

const illegalScripts: fc.Arbitrary<Script> = fc.array(fc.oneof({ weight: 3, arbitrary: illegalSteps }, loops), { minLength: 1, maxLength: 9 })
  .map(steps => ({ illegal: true, steps }))

/** Attempts in a loop, legal in every round. */
const retryingScripts: fc.Arbitrary<Script> = fc.tuple(fc.integer({ min: 1, max: 4 }), delays, delays, extras, fc.boolean())
  .map(([times, failing, working, extra, cancelTooLate]) => ({
    cancelTooLate,
    steps: [{ state: 'running' }, { times, steps: [{ ...extra, state: 'retrying', after: failing }, { state: 'running', after: working }] }, { state: 'succeeded', after: working }]
  }))

const visibility = fc.record({ visibleAfter: milliseconds, vanishAfter: milliseconds }, { requiredKeys: [] })

export const scripts: fc.Arbitrary<Script> = fc.tuple(fc.oneof({ weight: 3, arbitrary: legalScripts }, retryingScripts, illegalScripts), visibility)
  .map(([script, visibility]) => ({ ...script, ...visibility }))

export type Operation =
  | { do: 'make', script: Script }
  | { do: 'advance', pieces: number[] }
  | { do: 'cancel' | 'resume' | 'hold' | 'release', job: number }
  | { do: 'force', job: number, state: State, error: string }

const job = fc.nat(3)

export const commands: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant('advance' as const), pieces: fc.array(milliseconds, { maxLength: 4 }) }),
  fc.record({ do: fc.constantFrom('cancel' as const, 'resume' as const, 'hold' as const, 'hold' as const, 'release' as const, 'release' as const), job }),
  fc.record({ do: fc.constant('force' as const), job, state: fc.constantFrom(...states), error: fc.constantFrom('f1', 'f2') })
)

export const operations: fc.Arbitrary<Operation[]> = fc.tuple(scripts, fc.array(fc.oneof({ weight: 4, arbitrary: commands }, scripts.map(script => ({ do: 'make' as const, script }))), { maxLength: 20 }))
  .map(([script, rest]) => [{ do: 'make', script }, ...rest])

/** Runs one operation. A command that is rejected changes nothing. */
export function perform ({ jobs, clock, make }: World, operation: Operation, advance = (ms: number[]) => { jobs.advance.to(clock.now() + sum(ms)) }): void {
  switch (operation.do) {
    case 'make': return make(operation.script, { id: String(jobs.list({ limit: 0 }).total) })
    case 'advance': return advance(operation.pieces)
    case 'force': return tried(() => jobs.force(String(operation.job), operation.state, { error: operation.error }))
    default: return tried(() => jobs[operation.do](String(operation.job)))
  }
}

function tried (command: () => unknown): void {
  try {
    command()
  } catch (error) {
    if (!['JOB_UNKNOWN', 'JOB_FINISHED', 'JOB_NOT_WAITING', 'JOB_HELD', 'JOB_NOT_HELD'].includes((error as { code?: string }).code ?? '')) throw error
  }
}

export function sum (numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
