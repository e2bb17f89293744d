import t from 'tap'
import type { Job } from '../../../src/client/index.ts'
import { JobTable } from '../../../src/dashboard/page/state/job-table.ts'
import { MarkTable, type MarkKind } from '../../../src/dashboard/page/state/mark-table.ts'
import { kindOf, numberOf, runsOf, TickRing, type Tick } from '../../../src/dashboard/page/state/ticks.ts'
import { moment, start } from '../../support/double.ts'

const job: Job = {
  id: 'one',
  provider: 'julep',
  kind: 'work',
  lifecycle: 'success',
  state: 'running',
  status: 'in_progress',
  progress: 0,
  createdAt: moment(0),
  finishedAt: null,
  held: false,
  steps: [{ state: 'queued', at: moment(0) }, { state: 'running', at: moment(1) }, { state: 'succeeded', at: moment(5) }],
  input: null,
  output: null,
  error: null
}

t.test('a table of jobs has their steps, and counts them by state', async t => {
  const table = new JobTable()
  t.equal(table.put(job), 0)
  t.equal(table.put({ ...job, id: 'two', state: 'waiting', steps: [{ state: 'running', at: moment(0) }, { state: 'waiting', at: moment(2) }, { state: 'running', at: null }] }), 1)
  t.same([table.size, table.find('two'), table.find('three')], [2, 1, undefined])
  t.same([table.stateOf(1), table.isFinal(1), table.createdAt(0), table.stepsOf(1)], ['waiting', false, start, 3])
  t.same([table.stepAt(1, 1), table.stepAt(1, 2), table.stepState(1, 1)], [start + 2000, Infinity, 'waiting'])
  t.same([table.nextStepAt(0, start), table.nextStepAt(0, start + 5000)], [start + 1000, Infinity])
  t.same([...table.counts], [0, 1, 0, 1, 0, 0, 0, 0])
  t.equal(table.change(0, 'succeeded', start + 5000), true, 'as its timeline says')
  t.equal(table.change(1, 'cancelled', start + 3000), false, 'by a command')
  t.same([...table.counts], [0, 0, 0, 0, 1, 0, 1, 0])
  t.equal(table.isFinal(0), true)
  table.clear()
  t.same([table.size, [...table.counts]], [0, [0, 0, 0, 0, 0, 0, 0, 0]])
})

t.test('a job that is put again keeps its index and gets its present timeline', async t => {
  const table = new JobTable()
  table.put(job)
  const steps = [...job.steps.slice(0, 2), { state: 'cancelled' as const, at: moment(2) }, { state: 'failed' as const, at: moment(3) }]
  t.equal(table.put({ ...job, state: 'cancelled', status: 'aborted', steps }), 0)
  t.same([table.size, table.stepsOf(0), table.stepState(0, 2), table.stepState(0, 3), table.facts[0]!.status], [1, 4, 'cancelled', 'failed', 'aborted'])
  t.same([...table.counts], [0, 0, 0, 0, 0, 0, 1, 0])
  table.put({ ...job, steps: job.steps.slice(0, 1) })
  t.equal(table.stepsOf(0), 1)
})

t.test('a table holds ten thousand jobs', async t => {
  const table = new JobTable()
  for (let index = 0; index < 10_000; index++) table.put({ ...job, id: `job-${index}` })
  t.same([table.size, table.find('job-9999'), table.stepAt(9999, 2), table.counts[1]], [10_000, 9999, start + 5000, 10_000])
})

/** The marks of a job, newest first. */
function marksOf (table: MarkTable, job: number, most = Infinity): Array<[at: number, kind: MarkKind, request: number]> {
  const found: Array<[number, MarkKind, number]> = []
  table.each(job, (...mark) => {
    found.push(mark)
    return found.length < most
  })
  return found
}

t.test('the marks of a job are read from the newest', async t => {
  const table = new MarkTable(8)
  table.add(0, 10, 'good', 1)
  table.add(5000, 11, 'fault', 2)
  table.add(0, 12, 'pending', 3)
  t.same(marksOf(table, 0), [[12, 'pending', 3], [10, 'good', 1]])
  t.same(marksOf(table, 0, 1), [[12, 'pending', 3]], 'until it is enough')
  t.same([marksOf(table, 5000), marksOf(table, 9), marksOf(table, 99_999)], [[[11, 'fault', 2]], [], []])
  t.same([table.countOf(0), table.failuresOf(0), table.countOf(5000), table.failuresOf(5000), table.countOf(99_999), table.failuresOf(99_999)], [2, 0, 1, 1, 0, 0])
})

t.test('a request that was pending gets its kind when it has ended', async t => {
  const table = new MarkTable(8)
  table.add(0, 10, 'pending', 1)
  table.add(0, 11, 'pending', 2)
  table.settle(0, 1, 'failed')
  table.settle(0, 2, 'good')
  table.settle(0, 7, 'good')
  table.settle(4000, 1, 'good')
  t.same(marksOf(table, 0), [[11, 'good', 2], [10, 'failed', 1]])
  t.same([table.countOf(0), table.failuresOf(0)], [2, 1])
})

t.test('a full ring forgets the oldest marks, and still counts them', async t => {
  const table = new MarkTable(4)
  for (let request = 1; request <= 6; request++) table.add(request % 2, request, 'good', request)
  t.same(marksOf(table, 0).map(([at]) => at), [6, 4])
  t.same(marksOf(table, 1).map(([at]) => at), [5, 3])
  t.equal(table.countOf(0), 3)
  table.clear()
  t.same([marksOf(table, 0), table.countOf(0)], [[], 0])
})

const tick = (number: number): Tick => ({
  id: `req-${number}`, at: moment(number), provider: 'julep', operation: 'julep.getJobStatus', jobs: [], method: 'GET', path: '/', status: 200, outcome: 'responded', durationMs: 1, faults: []
})

t.test('a ring of ticks is read from the newest, and forgets the oldest', async t => {
  const ring = new TickRing(3)
  t.equal(ring.fromNewest(0), undefined)
  for (let number = 1; number <= 5; number++) ring.add(tick(number))
  t.same([0, 1, 2, 3].map(place => ring.fromNewest(place)?.id), ['req-5', 'req-4', 'req-3', undefined])
  ring.replace({ ...tick(4), status: 500 })
  ring.replace(tick(99))
  t.same([ring.fromNewest(1)?.status, ring.size, ring.added], [500, 3, 5])
  ring.clear()
  t.same([ring.size, ring.added], [0, 0])
})

t.test('pending requests that follow one another are read together', async t => {
  t.same(runsOf([], 3), [])
  t.same(runsOf([1, 2, 3, 4, 9], 3), [[1, 2, 3], [4], [9]])
})

t.test('what a request looks like', async t => {
  const cases: Array<{ name: string, tick: Parameters<typeof kindOf>[0], kind: MarkKind }> = [
    { name: 'a good response', tick: { faults: [], outcome: 'responded', status: 200 }, kind: 'good' },
    { name: 'a failure', tick: { faults: [], outcome: 'responded', status: 404 }, kind: 'failed' },
    { name: 'a fault, whatever the status', tick: { faults: ['fault-1'], outcome: 'responded', status: 200 }, kind: 'fault' },
    { name: 'a broken connection', tick: { faults: [], outcome: 'broken', status: null }, kind: 'broken' },
    { name: 'no response yet', tick: { faults: ['fault-1'], outcome: 'pending', status: null }, kind: 'pending' },
    { name: 'a response that has ended without a status', tick: { faults: [], outcome: 'responded', status: null }, kind: 'good' }
  ]
  for (const { name, tick, kind } of cases) t.equal(kindOf(tick), kind, name)
  t.equal(numberOf('req-17'), 17)
})
