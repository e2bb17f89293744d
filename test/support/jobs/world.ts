import type { Test } from 'tap'
import { Clock, frozenStart, type ClockStart } from '../../../src/time/clock.ts'
import { unfinishedSpans, type Job } from '../../../src/jobs/job.ts'
import { layOut } from '../../../src/jobs/timeline.ts'
import { Jobs } from '../../../src/jobs/jobs.ts'
import { planSteps, toLifecycle } from '../../../src/jobs/lifecycles/lifecycle.ts'
import { BuiltInLifecycles } from '../../../src/jobs/lifecycles/built-in.ts'
import { Lifecycles } from '../../../src/jobs/lifecycles/lifecycles.ts'
import { randomStream, type Seed } from '../../../src/random/index.ts'
import type { Transition } from '../../../src/jobs/scheduler.ts'
import type { Script } from '../../../src/jobs/lifecycles/script.ts'
import { JobStore } from '../../../src/jobs/store.ts'

/** 2025-01-01T00:00:00.000Z, the first moment of a frozen clock. */
export const start = frozenStart

/** `ms` after the start, in ISO 8601. */
export function iso (ms: number): string {
  return new Date(start + ms).toISOString()
}

export const builtIn: Lifecycles = new Lifecycles(new BuiltInLifecycles(new URL('../../../fixtures/lifecycles/', import.meta.url)))

/** A job with a script, created at the start. */
export function jobOf (script: Script, given: Partial<Job> = {}): Job {
  const lifecycle = toLifecycle(script, 'script')
  const { name, visibleAfter, vanishAfter, cancelTooLate } = lifecycle
  return {
    id: 'a',
    provider: 'immuta',
    kind: 'test',
    lifecycle: name,
    input: null,
    steps: layOut(planSteps(lifecycle, () => randomStream(1, 'a durations')), start),
    visibleFrom: start + visibleAfter,
    visibleUntil: start + vanishAfter,
    cancelTooLate,
    ...given
  }
}

/** A job with one state each second: `queued running succeeded`. */
export function jobThrough (states: string, given: Partial<Job> = {}): Job {
  return jobOf({ illegal: true, steps: states.split(' ').map((state, index) => ({ state, after: index === 0 ? 0 : '1s' })) } as Script, given)
}

/** `queued@0 running@1000 succeeded@5000`; `@Infinity` for a step that never comes. */
export function timelineOf ({ steps }: Job): string {
  return steps.map(({ state, at }) => `${state}@${at - start}`).join(' ')
}

/** The moment (ms) until which a client waits for the end of a job from `now` on; `now` itself if it need not wait. */
export function unfinishedUntil (job: Job, now: number): number {
  return unfinishedSpans(job).find(({ from, to }) => from <= now && now < to)?.to ?? now
}

export interface World {
  clock: Clock
  jobs: Jobs
  /** All transitions announced so far, with the moment that the clock showed when they were: `a queued→running @1000`. */
  announced: string[]
  make (lifecycle: string | Script, given?: { id?: string, provider?: string, output?: unknown, error?: unknown }): void
  /** The transitions of an advance by `ms`. */
  advance (ms: number): string[]
}

export function world (clockStart: ClockStart = { mode: 'frozen' }, store: JobStore = new JobStore(), seed: Seed = 1): World {
  const clock = new Clock(clockStart)
  const jobs = new Jobs(clock, store, builtIn, purpose => randomStream(seed, purpose))
  const announced: string[] = []
  jobs.onTransition(transition => announced.push(sayTransition(transition)))
  return {
    clock,
    jobs,
    announced,
    make: (lifecycle, given) => { jobs.create({ id: 'a', provider: 'immuta', kind: 'test', lifecycle, ...given }) },
    advance: ms => jobs.advance.to(clock.now() + ms).map(sayTransition)
  }
}

export function sayTransition ({ job, from, to, at }: Transition): string {
  return `${job} ${from}→${to} @${Date.parse(at) - start}`
}

/** Keeps the process alive until the end of the test: the timer of a clock does not. */
export function keepAlive (t: Test): void {
  const { port1 } = new MessageChannel()
  port1.ref()
  t.teardown(() => port1.close())
}

/** One turn of the event loop. */
export async function turn (): Promise<void> {
  await new Promise<void>(resolve => { setImmediate(resolve) })
}
