import t from 'tap'
import { double, moment } from '../../support/double.ts'

t.test('the clock is read, frozen, scaled and set', async t => {
  const { ask } = await double(t)
  t.same((await ask('GET /__admin/clock')).body, { mode: 'frozen', rate: 0, now: moment(0) })
  t.same((await ask('PUT /__admin/clock', { now: '2030-06-01T12:00:00+02:00' })).body, { mode: 'frozen', rate: 0, now: '2030-06-01T10:00:00.000Z' })
  t.match((await ask('PUT /__admin/clock', { mode: 'scaled', rate: 60 })).body, { mode: 'scaled', rate: 60, now: /^2030-06-01T10:00:0/ })
  t.match((await ask('PUT /__admin/clock', { rate: 30 })).body, { mode: 'scaled', rate: 30 })
  t.match((await ask('PUT /__admin/clock', { mode: 'real' })).body, { mode: 'real', rate: 1 })
  t.match((await ask('PUT /__admin/clock', {})).body, { mode: 'real', rate: 1 })
  t.match((await ask('PUT /__admin/clock', { rate: 0 })).body, { mode: 'frozen', rate: 0 })
})

t.test('an advance returns every transition that it caused, in order, each with its time', async t => {
  const { ask, make } = await double(t)
  const one = await make({ provider: 'immuta' })
  const two = await make({ provider: 'julep', lifecycle: { steps: [{ state: 'running' }, { state: 'failed', after: '2s' }] } })
  const of = (job: string, provider: string, from: string, to: string, seconds: number) => ({ job, provider, from, to, at: moment(seconds) })
  t.same((await ask('POST /__admin/clock/advance', { by: '120s' })).body, {
    now: moment(120),
    transitions: [
      of(one.id, 'immuta', 'queued', 'running', 1),
      of(two.id, 'julep', 'running', 'failed', 2),
      of(one.id, 'immuta', 'running', 'succeeded', 5)
    ]
  })
  t.same((await ask('POST /__admin/clock/advance', { by: 0 })).body, { now: moment(120), transitions: [] })
})

t.test('an advance goes to a moment, until a job is in a state, or until nothing moves by itself', async t => {
  const { ask, make } = await double(t)
  const job = await make({ provider: 'immuta', lifecycle: 'retry-then-success' })
  await make({ provider: 'immuta', lifecycle: 'stuck' })
  const advance = async (body: object) => (await ask('POST /__admin/clock/advance', body)).body
  t.equal((await advance({ to: moment(1) })).now, moment(1))
  t.equal((await advance({ until: { job: job.id, state: 'retrying' } })).now, moment(3))
  t.same(await advance({ until: { job: job.id, state: 'retrying' } }), { now: moment(3), transitions: [] })
  t.equal((await advance({ until: 'idle' })).now, moment(9))
  t.same(await advance({ until: 'idle' }), { now: moment(9), transitions: [] })
  t.same((await advance({ until: { job: job.id, state: 'failed' } })).error, { code: 'INVALID_FIELD', message: `until.state: job ${job.id} will not reach failed by itself`, field: 'until.state' })
})

t.test('bad input is refused with one sentence that names the field, and moves nothing', async t => {
  const { ask } = await double(t)
  await ask('POST /__admin/clock/advance', { by: '1m' })
  const cases: Array<[string, unknown, string]> = [
    ['PUT /__admin/clock', { mode: 'slow' }, 'mode: must be one of real, scaled, frozen'],
    ['PUT /__admin/clock', { mode: 'real', rate: 2 }, 'rate: a real clock has the rate 1; set the mode to scaled for any other rate'],
    ['PUT /__admin/clock', { mode: 'scaled' }, 'rate: the rate of a scaled clock must be greater than 0 and at most 1000000'],
    ['PUT /__admin/clock', { rate: -1 }, 'rate: must be at least 0'],
    ['PUT /__admin/clock', { now: 'today' }, 'now: must be a moment like 2025-01-01T00:00:00.000Z'],
    ['PUT /__admin/clock', { now: '2024-12-31T00:00:00Z' }, `now: 2024-12-31T00:00:00.000Z is before ${moment(60)}, and the clock never goes back`],
    ['POST /__admin/clock/advance', {}, 'body: must have exactly one of by, to and until'],
    ['POST /__admin/clock/advance', { by: '1s', to: moment(90) }, 'body: must have exactly one of by, to and until'],
    ['POST /__admin/clock/advance', { by: '-1s' }, 'by: must be a duration: "1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds'],
    ['POST /__admin/clock/advance', { by: '9000000d' }, 'by: the clock ends at 9999-12-31T23:59:59.999Z'],
    ['POST /__admin/clock/advance', { to: moment(0) }, `to: ${moment(0)} is before ${moment(60)}, and the clock never goes back`],
    ['POST /__admin/clock/advance', { until: null }, 'until: must be "idle" or {job, state}, with a state of queued, running, retrying, waiting, succeeded, failed, cancelled, expired'],
    ['POST /__admin/clock/advance', { until: 'done' }, 'until: must be "idle" or {job, state}, with a state of queued, running, retrying, waiting, succeeded, failed, cancelled, expired']
  ]
  for (const [operation, body, message] of cases) {
    const answer = await ask(operation, body)
    t.same([answer.status, answer.body.error?.message], [400, message], operation)
  }
  t.equal((await ask('POST /__admin/clock/advance', { until: { job: 'x', state: 'failed' } })).status, 404)
  t.same((await ask('GET /__admin/clock')).body, { mode: 'frozen', rate: 0, now: moment(60) })
})

t.test('five silent seconds leave a job exactly as far on as five polled ones', async t => {
  const jobs = []
  for (const polls of [0, 50]) {
    const { ask, make, advance } = await double(t)
    const { id } = await make({ provider: 'immuta', lifecycle: 'retry-then-success' })
    for (let poll = 0; poll < polls; poll++) {
      await advance(100)
      await ask('POST /jobs/statuses', { jobIds: [id] }, { authorization: 'k' })
    }
    if (polls === 0) await advance('5s')
    jobs.push((await ask(`GET /__admin/jobs/${id}`)).text)
  }
  t.equal(jobs[0], jobs[1])
})
