import Julep from '@julep/sdk'
import t, { type Test } from 'tap'
import { ask } from '../support/e2e/ask.ts'
import { sandbox, serve } from '../support/e2e/program.ts'

const task = '11111111-2222-4333-8444-555555555555'
const unknown = '00000000-0000-4000-8000-000000000000'

/** The official client, with only its base URL changed. */
async function client (t: Test, dialect: string, url: string) {
  await ask(t, url, 'PUT /__admin/dialects', { julep: dialect })
  const connect = (apiKey: string) => new Julep({ apiKey, baseURL: `${url}/api`, maxRetries: 0 })
  return { url, julep: connect('any-key'), connect, admin: async (operation: string, body?: unknown) => await ask(t, url, operation, body) }
}

for (const [dialect, queued] of [['documented', 'pending'], ['observed', 'in_progress']] as const) {
  t.test(`the official client starts a task, follows it and reads its history (${dialect})`, async t => {
    const { julep, admin } = await client(t, dialect, await sandbox())
    const created = await julep.executions.create(task, { input: { topic: 'cats' }, metadata: { mine: 1 } })
    const [jobId] = (created.metadata as { jobs: [string] }).jobs
    t.match(created, { task_id: task, status: 'queued', metadata: dialect === 'documented' ? { mine: 1, jobs: [jobId] } : { jobs: [jobId] } })
    t.strictSame((await julep.executions.get(created.id)).metadata, { mine: 1 })

    const states = [(await julep.jobs.get(jobId)).state]
    const told = julep.executions.status.stream(created.id).asResponse()
    await told
    while (states.at(-1) !== 'succeeded' && states.length < 10) {
      await admin('POST /__admin/clock/advance', { by: '1s' })
      states.push((await julep.jobs.get(jobId)).state)
    }
    t.same(states, [queued, ...Array(4).fill('in_progress'), 'succeeded'])
    const events = (await (await told).text()).split('\n\n').filter(Boolean).map(event => JSON.parse(event.replace('data: ', '')).status)
    t.same(events, ['queued', 'starting', 'running', 'succeeded'])

    t.match(await julep.executions.get(created.id), { status: 'succeeded', input: { topic: 'cats' }, error: null, transition_count: 3 })
    t.same((await julep.executions.transitions.list(created.id)).items.map(({ type }) => type), ['finish', 'step', 'init'])
    const second = await julep.executions.create(task, { input: {} })
    t.same((await julep.executions.list(task, { limit: 1 })).items.map(({ id }) => id), [second.id])
    t.same((await julep.executions.list(task, { direction: 'asc' })).items.map(({ id }) => id), [created.id, second.id])
  })

  t.test(`the official client resumes an execution that waits, and cancels another (${dialect})`, async t => {
    const { julep, admin } = await client(t, dialect, await sandbox())
    await admin('POST /__admin/lifecycles/rules', { provider: 'julep', lifecycle: 'waiting' })
    const { id } = await julep.executions.create(task, { input: {} })
    const other = await julep.executions.create(task, { input: {} })
    await admin('POST /__admin/clock/advance', { by: '3s' })
    t.equal((await julep.executions.get(id)).status, 'awaiting_input')
    t.equal(await julep.executions.changeStatus(id, { status: 'running', input: { yes: true } }), null)
    t.equal(await julep.executions.changeStatus(other.id, { status: 'cancelled', reason: 'enough' }), null)
    await admin('POST /__admin/clock/advance', { until: 'idle' })
    t.same([(await julep.executions.get(id)).status, (await julep.executions.get(other.id)).status], ['succeeded', 'cancelled'])
  })

  t.test(`the official client throws the class of error for each rejection (${dialect})`, async t => {
    const { julep, connect, admin } = await client(t, dialect, (await serve(t, ['--clock', 'frozen', '--max-jobs', '2'])).url)
    const { id } = await julep.executions.create(task, { input: {} })
    const { jobs: [embedding] } = await julep.agents.docs.create(unknown, { title: 't', content: 'c' }) as unknown as { jobs: [string] }
    t.equal((await julep.jobs.get(embedding)).name, 'EmbedDocsWorkflow')
    const observed = dialect === 'observed'
    const refusals: Array<[() => Promise<unknown>, new (...given: never[]) => Error, RegExp]> = [
      [() => connect('invalid').jobs.get(unknown), Julep.PermissionDeniedError, observed ? /Could not validate API KEY/ : /Could not validate credentials/],
      [() => julep.executions.get(unknown), Julep.NotFoundError, /Execution not found during get/],
      [() => julep.jobs.get(unknown), observed ? Julep.BadRequestError : Julep.NotFoundError, observed ? /job not found or invalid/ : /Job not found/],
      [() => julep.jobs.get('no-uuid'), Julep.UnprocessableEntityError, /uuid_parsing/],
      [() => julep.executions.create(task, { input: 'text' }), Julep.UnprocessableEntityError, /dict_type/],
      [() => julep.executions.list(task, { limit: -1 }), Julep.BadRequestError, /Invalid limit clause/],
      [() => julep.executions.changeStatus(id, { status: 'running' }), Julep.NotFoundError, /No paused executions/],
      // the only error of the service that comes without a fault
      [() => julep.executions.create(task, { input: {} }), Julep.InternalServerError, /507 .*at most 2 jobs/]
    ]
    for (const [refused, kind, message] of refusals) {
      const error = await refused().then(() => undefined, error => error)
      t.ok(error instanceof kind, `${error?.constructor.name}: ${error?.message}`)
      t.match(error.message, message)
    }
    await admin('POST /__admin/clock/advance', { until: 'idle' })
    const ended = await julep.executions.changeStatus(id, { status: 'cancelled' }).then(() => undefined, error => error)
    t.ok(ended instanceof Julep.BadRequestError, ended?.message)
  })
}

t.test('the official client throws an InternalServerError for a 500, and retries after the Retry-After of a 429', async t => {
  for (const dialect of ['documented', 'observed']) {
    const { url, julep, admin } = await client(t, dialect, await sandbox())
    const { id } = await admin('POST /__admin/jobs', { provider: 'julep' })
    await admin('POST /__admin/faults', { then: { status: 500 } })
    const crash = await julep.jobs.get(id).then(() => undefined, error => error)
    t.ok(crash instanceof Julep.InternalServerError, crash?.message)
    t.match(crash.message, /500 .*Internal Server Error/)

    await admin('PATCH /__admin/faults/fault-1', { then: { status: 429, retryAfter: '1s' } })
    const limited = await julep.jobs.get(id).then(() => undefined, error => error)
    t.ok(limited instanceof Julep.RateLimitError, limited?.message)
    await admin('PATCH /__admin/faults/fault-1', { when: { after: 2, first: 1 } })
    const patient = new Julep({ apiKey: 'any-key', baseURL: `${url}/api`, maxRetries: 1 })
    const begin = performance.now()
    t.equal((await patient.jobs.get(id)).id, id)
    t.ok(performance.now() - begin >= 990, 'it waits for as long as Retry-After says')
    t.match(await admin('GET /__admin/faults/fault-1'), { seen: 4, fired: 3 })
  }
})

t.test('a stream ends at once when its client disconnects, at a reset and at a signal', async t => {
  const { url, child, ended } = await serve(t, ['--clock', 'frozen', '--lifecycle', 'stuck'])
  const headers = { authorization: 'k' }
  const waits = async () => (await ask(t, url, 'GET /__admin/sandbox')).waits
  const until = async (count: number) => { while (await waits() !== count); }
  const follow = async (init: RequestInit = {}) => {
    const { id } = await ask(t, url, `POST /api/tasks/${task}/executions`, { input: {} })
    return await fetch(`${url}/api/executions/${id}/status.stream`, { headers, ...init })
  }

  const impatient = new AbortController()
  await follow({ signal: impatient.signal })
  const patient = await follow()
  await until(2)
  impatient.abort()
  await until(1)
  await ask(t, url, 'POST /__admin/reset')
  t.match(await patient.text(), /^data: \{.*"status":"queued".*\}\n\n$/)
  await until(0)
  const last = await follow()
  child.kill('SIGTERM')
  t.match(await last.text(), /^data: .*\n\n$/)
  t.equal(await ended, 0)
})
