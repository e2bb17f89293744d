import t from 'tap'
import { positionAt, type Job } from '../../../src/jobs/job.ts'
import { planSteps } from '../../../src/jobs/lifecycles/lifecycle.ts'
import { randomStream } from '../../../src/random/index.ts'
import { layOut, type PlannedStep } from '../../../src/jobs/timeline.ts'
import { changesOf, changesUntil } from '../../../src/providers/julep/executions/changes.ts'
import { observedStatuses, statuses } from '../../../src/providers/julep/schema.ts'
import { builtIn } from '../../support/jobs/world.ts'

function jobOf (plan: PlannedStep[]): Job {
  return { id: 'j', provider: 'julep', kind: 'k', lifecycle: 'l', input: null, steps: layOut(plan, 0), visibleFrom: 0, visibleUntil: Infinity }
}

const step = (state: PlannedStep['state'], after: PlannedStep['after'] = 0): PlannedStep => ({ state, after })

const cases: Array<{ title: string, plan: PlannedStep[], changes: string[] }> = [
  { title: 'a usual job', plan: [step('queued'), step('running', 1000), step('succeeded', 4000)], changes: ['0 queued null', '1000 starting init', '1500 running step', '5000 succeeded finish'] },
  { title: 'a job that ends at once', plan: [step('queued'), step('running'), step('succeeded')], changes: ['0 queued null', '0 starting init', '0 running step', '0 succeeded finish'] },
  { title: 'a job that ends while it is starting', plan: [step('running'), step('failed', 200)], changes: ['0 starting init', '200 running step', '200 failed error'] },
  { title: 'a job that waits', plan: [step('running'), step('waiting', 1000), step('running', 'resume'), step('succeeded', 5)], changes: ['0 starting init', '500 running step', '1000 awaiting_input wait', 'Infinity running resume', 'Infinity succeeded finish'] },
  { title: 'a job that waits at once', plan: [step('waiting'), step('failed', 9)], changes: ['0 starting init', '0 awaiting_input wait', '9 failed error'] },
  { title: 'a job that never ends', plan: [step('running')], changes: ['0 starting init', '500 running step'] },
  { title: 'several steps', plan: [step('running'), step('running', 1000), step('running', 1000)], changes: ['0 starting init', '500 running step', '1000 running step', '2000 running step'] },
  { title: 'attempts', plan: [step('running'), step('retrying', 1000), step('running', 1000), step('succeeded', 1000)], changes: ['0 starting init', '500 running step', '3000 succeeded finish'] },
  { title: 'a first attempt that fails at once', plan: [step('queued'), step('retrying', 10), step('running', 1000), step('expired', 1000)], changes: ['0 queued null', '10 starting init', '510 running step', '2010 failed error'] },
  { title: 'a job that is cancelled before it begins', plan: [step('queued'), step('queued', 5), step('cancelled', 5)], changes: ['0 queued null', '10 cancelled cancelled'] },
  { title: 'a job that runs again after its end', plan: [step('running'), step('succeeded', 600), step('retrying', 1), step('running', 1)], changes: ['0 starting init', '500 running step', '600 succeeded finish', '601 running null'] }
]

t.test('the changes of an execution follow from the timeline of its job', async t => {
  for (const { title, plan, changes } of cases) {
    t.same(changesOf(jobOf(plan)).map(({ at, status, transition }) => `${at} ${status} ${transition}`), changes, title)
  }
})

t.test('at every moment of every lifecycle the statuses of an execution and its job agree, by the table of the fact sheet', async t => {
  const table: Record<string, readonly string[]> = {
    queued: ['pending', 'in_progress'],
    starting: ['in_progress', 'retrying'],
    running: ['in_progress', 'retrying'],
    awaiting_input: ['in_progress'],
    succeeded: ['succeeded'],
    failed: ['failed'],
    cancelled: ['aborted']
  }
  const deviations: string[] = []
  for (const lifecycle of builtIn.list()) {
    const { name } = lifecycle
    const job = jobOf(planSteps(lifecycle, () => randomStream(1, name)))
    for (let now = 0; now < 20_000; now += 125) {
      const { status } = changesUntil(job, now).at(-1)!
      const { state } = job.steps[positionAt(job, now)]!
      const agrees = table[status]!.includes(statuses[state]) && observedStatuses[state] === table[status]!.find(word => word !== 'pending')
      if (!agrees) deviations.push(`${name} at ${now}: ${status}, ${statuses[state]}, observed ${observedStatuses[state]}`)
    }
  }
  t.same(deviations, [])
})
