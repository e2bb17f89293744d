import type { Test } from 'tap'
import { Clock, frozenStart, type ClockStart } from '../../src/time/clock.ts'
import { unfinishedSpans, type Job } from '../../src/jobs/job.ts'
import { layOut } from '../../src/jobs/timeline.ts'
import { Jobs } from '../../src/jobs/jobs.ts'
import { planSteps, toLifecycle } from '../../src/jobs/lifecycles/lifecycle.ts'
import { BuiltIn } from '../../src/jobs/lifecycles/built-in.ts'
import { Lifecycles } from '../../src/jobs/lifecycles/lifecycles.ts'
import { randomStream, type Seed } from '../../src/random/index.ts'
import type { Transition } from '../../src/jobs/scheduler.ts'
import type { Script } from '../../src/jobs/lifecycles/script.ts'
import { JobStore } from '../../src/jobs/store.ts'

/** 2025-01-01T00:00:00.000Z, where a frozen clock begins. */
export const start = frozenStart

/** `ms` after the start, in ISO 8601. */
export function iso (ms: number): string {
  return new Date(start + ms).toISOString()
}

export const builtIn: Lifecycles = new Lifecycles(new BuiltIn(new URL('../../fixtures/lifecycles/', import.meta.url)))

/** A job of a script that was made at the start. */
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

/** A job that makes a step each second, by the names of its states. */
export function jobThrough (states: string, given: Partial<Job> = {}): Job {
  return jobOf({ illegal: true, steps: states.split(' ').map((state, index) => ({ state, after: index === 0 ? 0 : '1s' })) } as Script, given)
}

/** `queued@0 running@1000 succeeded@5000`; a step that never comes stands at Infinity. */
export function timelineOf ({ steps }: Job): string {
  return steps.map(({ state, at }) => `${state}@${at - start}`).join(' ')
}

/** Until when (ms) a job keeps a client waiting that waits for its end from `now` on; `now` itself if it does not. */
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

/** The clock's timers let the process end; this keeps it alive until the test is over. */
export function keepAlive (t: Test): void {
  const { port1 } = new MessageChannel()
  port1.ref()
  t.teardown(() => port1.close())
}

/** One turn of the event loop. */
export async function turn (): Promise<void> {
  await new Promise<void>(resolve => { setImmediate(resolve) })
}
