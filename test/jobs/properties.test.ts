import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import { Clock } from '../../src/time/clock.ts'
import { stateAt, viewAt, type Job } from '../../src/jobs/job.ts'
import { toLifecycle } from '../../src/jobs/lifecycles/lifecycle.ts'
import type { Transition } from '../../src/jobs/scheduler.ts'
import { isFinal, transitions, type State } from '../../src/jobs/state.ts'
import { milliseconds, operations, perform, scripts, sum, type Operation } from '../support/jobs/arbitraries.ts'
import { holds } from '../support/property.ts'
import { jobOf, start, world, type World } from '../support/jobs/world.ts'

/** All that can be read of a world: the moment, the jobs, and the announced transitions. */
function everything ({ clock, jobs, announced }: World) {
  return { now: clock.now(), announced, jobs: jobs.list({ limit: 100 }).items }
}

function timelines ({ jobs }: World): Job[] {
  return jobs.list({ limit: 100 }).items.map(({ job }) => job)
}

/** The moments at which jobs may change, and those just before and after. */
function momentsOf (jobs: readonly Job[]): number[] {
  return jobs.flatMap(({ steps }) => steps.flatMap(({ at }) => at === Infinity ? [] : [at - 1, at, at + 1]))
}

/** The state of a job at a moment according to the announced transitions. */
function replayed ({ id, steps }: Job, told: readonly Transition[], moment: number): State {
  return told.filter(({ job, at }) => job === id && Date.parse(at) <= moment).at(-1)?.to ?? steps[0]!.state
}

holds(t, 'reading does not change the state at a moment', operations, operations => {
  const [unread, read] = [world(), world()]
  for (const operation of operations) {
    perform(unread, operation)
    perform(read, operation)
    everything(read)
    for (const { id } of timelines(read)) read.jobs.find(id)
    read.jobs.wait({ ids: ['0', '1'], until: () => Infinity })
  }
  assert.deepEqual(everything(read), everything(unread))
})

holds(t, 'advancing in pieces equals advancing at once', operations, operations => {
  const [atOnce, inPieces] = [world(), world()]
  for (const operation of operations) {
    perform(atOnce, operation)
    perform(inPieces, operation, pieces => {
      for (const piece of pieces) inPieces.jobs.advance.to(inPieces.clock.now() + piece)
    })
    assert.deepEqual(everything(inPieces), everything(atOnce))
  }
})

holds(t, 'an advance returns exactly the transitions that are announced during it', operations, operations => {
  const asked = world()
  for (const operation of operations) {
    perform(asked, operation, pieces => {
      const before = asked.announced.length
      assert.deepEqual(asked.advance(sum(pieces)), asked.announced.slice(before))
    })
  }
})

holds(t, 'each transition is announced once, in order, with the moment at which it happened', operations, operations => {
  const { jobs, clock, ...rest } = world()
  const told: Transition[] = []
  jobs.onTransition(transition => {
    assert.equal(Date.parse(transition.at), clock.now(), 'the clock shows its moment')
    told.push(transition)
  })
  for (const operation of operations) perform({ jobs, clock, ...rest }, operation)

  assert.deepEqual(told, told.toSorted((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : 0), 'in order over all jobs')
  for (const job of timelines({ jobs, clock, ...rest })) {
    const own = told.filter(({ job: id }) => id === job.id)
    const past = job.steps.filter(({ at }) => at <= clock.now())
    const happened = past.flatMap(({ state, moment }, index) => index === 0 || state === past[index - 1]!.state ? [] : [[past[index - 1]!.state, state, moment]])
    assert.deepEqual(own.map(({ from, to, at }) => [from, to, at]), happened)
    own.forEach(({ from }, index) => assert.equal(from, own[index - 1]?.to ?? job.steps[0]!.state, 'one leads to the other'))
    for (const moment of momentsOf([job]).filter(moment => moment <= clock.now())) assert.equal(replayed(job, told, moment), stateAt(job, moment))
  }
})

holds(t, 'a command does not change the past of a job', operations, operations => {
  const subject = world()
  for (const operation of operations) {
    const before = timelines(subject)
    perform(subject, operation)
    const after = timelines(subject)
    const now = subject.clock.now()
    for (const old of before) {
      const job = after.find(({ id }) => id === old.id)!
      const past = momentsOf([old, job]).filter(moment => moment < now)
      for (const moment of past) assert.deepEqual(shown(job, moment), shown(old, moment))
      if (!changes(operation, job)) assert.equal(job, old, 'only the job of the command changes')
    }
  }
  /** Without progress, which rises towards that of the next step, also if it is forced. */
  function shown (job: Job, moment: number) {
    const { job: _job, progress: _progress, ...view } = viewAt(job, moment)
    return view
  }
})

function changes (operation: Operation, { id }: Job): boolean {
  return operation.do !== 'make' && operation.do !== 'advance' && String(operation.job) === id
}

holds(t, 'a timeline never goes back, and every view of it is complete', operations, operations => {
  const subject = world()
  for (const operation of operations) perform(subject, operation)
  for (const job of timelines(subject)) {
    assert.ok(job.held === undefined || job.steps.every(({ at }) => at === Infinity || at <= subject.clock.now()), 'nothing comes while it is held')
    job.steps.forEach(({ at }, index) => assert.ok(index === 0 || at >= job.steps[index - 1]!.at))
    for (const moment of momentsOf([job])) {
      const { state, progress, finishedAt, updatedAt, createdAt } = viewAt(job, Math.max(moment, job.steps[0]!.at))
      assert.ok(Number.isInteger(progress) && progress >= 0 && progress <= 100, `progress ${progress}`)
      assert.equal(finishedAt, isFinal(state) ? updatedAt : null)
      assert.ok(createdAt <= updatedAt)
    }
  }
})

holds(t, 'after until idle no job has a step that comes by itself', operations, operations => {
  const subject = world()
  for (const operation of operations) perform(subject, operation)
  const before = subject.clock.now()
  subject.jobs.advance.untilIdle()
  const moments = timelines(subject).flatMap(({ steps }) => steps.map(({ at }) => at)).filter(at => at < Infinity)
  assert.equal(subject.clock.now(), Math.max(before, ...moments))
})

holds(t, 'an accepted lifecycle has only legal transitions, unless it is illegal', scripts, script => {
  const { steps } = toLifecycle(script, 'script')
  const job = jobOf(script)
  assert.deepEqual(steps.map(({ state }) => state), job.steps.map(({ state }) => state))
  if (script.illegal === true) return
  steps.forEach(({ state }, index) => {
    const before = steps[index - 1]?.state ?? state
    assert.ok(before === state || transitions[before].includes(state))
  })
})

holds(t, 'a clock runs each callback once, by moment and then in the order of adding, in whichever pieces it advances',
  fc.record({ delays: fc.array(milliseconds), cancelled: fc.array(fc.nat(20)), pieces: fc.array(milliseconds), more: fc.array(milliseconds) }),
  ({ delays, cancelled, pieces, more }) => {
    const clock = new Clock({ mode: 'frozen' })
    const called: Array<[moment: number, order: number]> = []
    const asked: Array<[moment: number, order: number]> = []
    const left = [...more]
    const ask = (moment: number) => {
      const order = asked.push([moment, asked.length]) - 1
      return clock.at(moment, due => {
        assert.equal(clock.now(), due)
        called.push([due, order])
        if (left.length > 0) ask(due + left.pop()!)
      })
    }
    const cancels = delays.map(delay => ask(start + delay))
    const gone = new Set(cancelled.filter(index => index < cancels.length))
    for (const index of gone) cancels[index]!()
    for (const piece of [...pieces, 100_000]) clock.advance(clock.now() + piece)

    const expected = asked.filter(([, order]) => !gone.has(order)).toSorted(([a, first], [b, second]) => a - b || first - second)
    assert.deepEqual(called, expected)
    assert.equal(clock.next, Infinity)
  })
