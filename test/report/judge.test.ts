import t from 'tap'
import { Meetings, mergeCoverage, type Coverage, type Documented } from '../../src/report/coverage.ts'
import { gapBetween, type Call } from '../../src/report/call.ts'
import { judge } from '../../src/report/judge.ts'
import { histogram, median, toDuration } from '../../src/report/statistics.ts'
import { toTimeline } from '../../src/report/timeline.ts'
import { Turns } from '../../src/report/turns.ts'
import { start } from '../support/double.ts'
import { jobThrough } from '../support/jobs/world.ts'
import { converse, toCalls, type Setting, type Sketch } from '../support/report/conversations.ts'

const only = (...ids: string[]) => ({
  rules: Object.fromEntries(['retry-after', 'poll-too-fast', 'never-polled', 'auth-loop', 'duplicate-create', 'leaked-job', 'result-before-end'].map(id => [id, { enabled: ids.includes(id) }]))
})
const toCoverage = (calls: readonly Call[], documented: readonly Documented[]): Coverage[] => documented.flatMap(provider => {
  const meetings = new Meetings()
  for (const call of calls.filter(call => call.provider === provider.provider)) meetings.add(call)
  return meetings.toCoverage(provider)
})
const judged = async (ids: string[], sketches: Sketch[], setting?: Setting) => {
  const { jobs, clients } = converse(sketches, setting)
  const { findings, checked } = await judge(jobs, clients, only(...ids), new Turns(() => 0, async () => {}))
  return { findings: findings.filter(({ rule }) => ids.includes(rule)), checked: checked.filter(({ rule }) => ids.includes(rule)) }
}
const fast = (more: Partial<Sketch> = {}) => [0, 100, 200, 300].map(at => ({ at, ...more }))

t.test('several jobs that are read by the same requests make one finding', async t => {
  const { findings, checked } = await judged(['poll-too-fast'], fast({ jobs: ['a', 'b', 'c'] }))
  t.same(findings.map(({ job, jobs }) => [job, jobs]), [['a', ['a', 'b', 'c']]])
  t.same(checked, [{ rule: 'poll-too-fast', conversations: 3, violated: 1, undecided: 0 }])
})

t.test('a rule lists at most 100 findings with 20 requests each, and counts all', async t => {
  const creates = Array.from({ length: 101 }, (_, index) => ({ at: index, operation: 'waveline.guessShape', creates: `job-${index}` }))
  const { findings, checked } = await judged(['never-polled'], creates, { until: 60_000 })
  t.equal(findings.length, 100)
  t.equal(checked[0]!.violated, 101)

  const refused = Array.from({ length: 30 }, (_, index) => ({ at: index, status: 401 }))
  const [loop] = (await judged(['auth-loop'], refused)).findings
  t.equal(loop!.evidence.requests.length, 20)
  t.equal(loop!.evidence.count, 30)
})

t.test('requests that the journal has dropped may explain what is missing, and nothing else', async t => {
  const create = [{ at: 0, operation: 'waveline.guessShape', creates: 'a' }]
  const [missing] = (await judged(['never-polled'], create, { until: 60_000, dropped: 3 })).findings
  t.equal(missing!.verdict, 'undecided')
  t.match(missing!.message, /The journal has dropped 3 requests/)
  const [early] = (await judged(['never-polled'], create, { until: 1, dropped: 3 })).findings
  t.match(early!.message, /just before the report/)
  const [found] = (await judged(['poll-too-fast'], fast(), { dropped: 3 })).findings
  t.equal(found!.verdict, 'violated')
})

t.test('a finding about a client names the job if there is only one', async t => {
  const jobOf = async (jobs: string[]) => (await judged(['auth-loop'], [0, 1, 2].map(at => ({ at, status: 401, jobs })))).findings[0]!.job
  t.equal(await jobOf(['a']), 'a')
  t.equal(await jobOf(['a', 'b']), null)
  t.equal(await jobOf([]), null)
  const create = { at: 0, operation: 'waveline.guessShape', fingerprint: 'x', creates: 'a', lost: ['a'] }
  t.equal((await judged(['duplicate-create'], [create, { ...create, creates: 'b', lost: [] }])).findings[0]!.job, 'a')
})

t.test('a rule is not applied to a provider that is exempt', async t => {
  const calls = [{ at: 0 }, { at: 1, operation: 'waveline.getResult', roles: ['result' as const], job: 'a' }]
  const setting = { traits: { exemptFrom: ['result-before-end'] } }
  t.same((await judged(['result-before-end'], calls, setting)).checked, [{ rule: 'result-before-end', conversations: 0, violated: 0, undecided: 0 }])
})

t.test('other work has its turn while many conversations are judged', async t => {
  let [time, pauses] = [0, 0]
  const { jobs, clients } = converse(Array.from({ length: 1000 }, (_, index) => ({ at: index, job: `job-${index}` })))
  await judge(jobs, clients, only('poll-too-fast'), new Turns(() => time++, async () => { pauses++ }))
  t.ok(pauses > 100, `${pauses} pauses`)
})

t.test('a kind of fault is told by what the client saw', async t => {
  const faults = ['f']
  const calls = toCalls([
    { at: 0, faults, outcome: 'cut' },
    { at: 1, faults, status: 429 },
    { at: 2, faults, status: 401 },
    { at: 3, faults, status: 500 },
    { at: 4, faults, response: { errors: [{}] } },
    { at: 5, faults, response: '{' },
    { at: 6, faults },
    { at: 7, status: 500 }
  ])
  const metBy = (index: number) => toCoverage(calls.slice(index, index + 1), [{ provider: 'waveline', operations: [] }])[0]!.faults.met
  t.same(calls.map((_, index) => metBy(index)), [['connection'], ['rate-limit'], ['credentials'], ['error'], ['error'], ['payload'], ['delay'], []])
})

t.test('a job that the provider does not know, and a status that is not documented, are met like faults', async t => {
  const metBy = (...sketches: Sketch[]) => toCoverage(toCalls(sketches), [{ provider: 'waveline', operations: [] }])[0]!.faults.met
  t.same(metBy({ at: 0 }), [])
  t.same(metBy({ at: 0, shows: 'missing' }), ['unknown-job'])
  t.same(metBy({ at: 0, shows: 'unknown' }), ['unknown-status'])
  t.same(metBy({ at: 0, shows: 'missing' }, { at: 1, shows: 'unknown' }, { at: 2, status: 500, faults: ['f'] }), ['error', 'unknown-status', 'unknown-job'])
})

t.test('what several sandboxes have met together is merged', async t => {
  const operations = [{ name: 'waveline.getJob', statuses: [200, 404] }]
  const coverageOf = (sketch: Partial<Sketch>) => toCoverage(toCalls([{ at: 0, ...sketch }]), [{ provider: 'waveline', operations }, { provider: 'julep', operations: [] }])
  const merged = mergeCoverage([...coverageOf({}), ...coverageOf({ status: 404 })])
  t.equal(merged.length, 1)
  t.same(merged[0]!.responses, { met: ['waveline.getJob 200', 'waveline.getJob 404'], missed: [] })
  t.same(merged[0]!.operations, { met: ['waveline.getJob'], missed: [] })
  t.same(coverageOf({ status: 404 })[0]!.states.met, [])
})

t.test('a timeline shows the steps that have come, the requests and their gaps on both clocks', async t => {
  const { jobs: [conversation] } = converse([{ at: 0, takes: 10 }, { at: 50, takes: 10, status: 503 }, { at: 100, sandboxAt: 5000, operation: '', roles: ['status'], jobs: ['a'], outcome: 'left' }])
  const timeline = toTimeline(conversation!, jobThrough('running succeeded'), start)
  t.same(timeline.steps, [{ state: 'running', at: '2025-01-01T00:00:00.000Z' }])
  t.same(timeline.requests.map(({ operation, status, outcome }) => [operation, status, outcome]), [['waveline.getJob', 200, 'responded'], ['waveline.getJob', 503, 'responded'], [null, null, 'left']])
  t.same([timeline.polls, timeline.retries], [
    { real: [40], sandbox: [40], histogram: [{ below: 100, count: 1 }] },
    { real: [40], sandbox: [4940], histogram: [{ below: 100, count: 1 }] }
  ])
  const { jobs: [open] } = converse([{ at: 0, outcome: 'pending' }])
  t.equal(toTimeline(open!, undefined, start).requests[0]!.duration, null, 'of a request that is pending')
  t.same(toTimeline(conversation!, undefined, start).steps, [], 'of a job that was evicted no steps are known')
})

t.test('the gap after a request that is pending begins at its start', async t => {
  const [pending, next] = toCalls([{ at: 100, outcome: 'pending' }, { at: 150 }])
  t.equal(gapBetween(pending!, next!), 50)
})

t.test('a finding about a request that no operation takes names no operation', async t => {
  const [finding] = (await judged(['auth-loop'], [0, 1, 2].map(at => ({ at, status: 401, operation: '', jobs: [] })))).findings
  t.equal(finding!.operation, null)
})

t.test('statistics', async t => {
  t.equal(median([3, 1, 2]), 2)
  t.equal(median([4, 1, 2, 3]), 2.5)
  t.same(histogram([]), [])
  t.same(histogram([5, 50, 70_000]), [
    { below: 10, count: 1 }, { below: 100, count: 1 }, { below: 500, count: 0 }, { below: 1000, count: 0 }, { below: 2000, count: 0 },
    { below: 5000, count: 0 }, { below: 10_000, count: 0 }, { below: 30_000, count: 0 }, { below: 60_000, count: 0 }, { below: null, count: 1 }
  ])
  t.same([12.4, 1400, 119_000, 600_000].map(toDuration), ['12 ms', '1.4 s', '119 s', '10 min'])
})
