import t from 'tap'
import { double, type ParsedResponse, type Double } from '../support/double.ts'

/** Asks for something again and again, until it is refused for want of room. */
async function untilFull ({ ask }: Double, operation: string | ((index: number) => string), body: unknown | ((index: number) => unknown)): Promise<{ count: number, answer: ParsedResponse }> {
  for (let count = 0; count < 2000; count++) {
    const answer = await ask(typeof operation === 'string' ? operation : operation(count), typeof body === 'function' ? await body(count) : body)
    if (answer.status === 507) return { count, answer }
  }
  throw new Error('it is never full')
}

const text = 'x'.repeat(900_000)
const errorOf = ({ body }: ParsedResponse) => [body.error.code, body.error.message]

t.test('jobs take so many bytes at most, and one that has ended makes room', async t => {
  const it = await double(t, { maxJobBytes: 6_000_000 })
  const input = { text }
  const { count, answer } = await untilFull(it, 'POST /__admin/jobs', { provider: 'waveline', lifecycle: 'stuck', input })
  t.equal(count, 6)
  t.same(errorOf(answer), ['JOB_LIMIT', 'A sandbox keeps at most 6000000 bytes of jobs and evicts only jobs that have ended; raise the limit with --max-job-bytes'])
  const { items } = (await it.ask('GET /__admin/jobs?limit=1')).body
  t.match(await it.ask(`POST /__admin/jobs/${items[0].id}/state`, { state: 'running', output: input }), { status: 507, body: { error: { code: 'JOB_LIMIT' } } })
  t.equal((await it.ask(`POST /__admin/jobs/${items[0].id}/cancel`)).status, 200)
  t.equal((await it.ask('POST /__admin/jobs', { provider: 'waveline', lifecycle: 'stuck', input })).status, 201)
})

t.test('long jobs are many bytes, but the steps of a lifecycle that has a name are shared', async t => {
  const it = await double(t, { maxJobBytes: 4_000_000 })
  const steps = [{ times: 500, steps: [{ state: 'running', after: 1000 }, { state: 'retrying', after: 1000, output: text }] }]
  await it.ask('PUT /__admin/lifecycles/long', { illegal: true, steps })
  const { count } = await untilFull(it, 'POST /__admin/jobs', { provider: 'waveline', lifecycle: 'long' })
  t.equal(count, 10)
})

t.test('a job is not held again without room to remember it', async t => {
  const it = await double(t, { maxJobBytes: 3000 })
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { count, answer } = await untilFull(it, index => `POST /__admin/jobs/${id}/${['hold', 'release'][index % 2]}`, async (index: number) => index % 2 === 1 ? await it.advance(1) : undefined)
  t.ok(count > 2)
  t.equal(errorOf(answer)[0], 'JOB_LIMIT')
})

t.test('lifecycle rules take 16 MB at most; those that have served their jobs make room', async t => {
  const it = await double(t)
  const order = { lifecycle: 'instant', provider: 'starfish' }
  const { count, answer } = await untilFull(it, 'POST /__admin/lifecycles/rules', { ...order, match: { prompt: text } })
  t.equal(count, 18)
  t.same(errorOf(answer), ['RULE_LIMIT', 'A sandbox keeps at most 16777216 bytes of lifecycle rules whose `times` are not used up; delete some first'])
  t.equal((await it.ask('POST /__admin/lifecycles/next', { ...order, lifecycle: { steps: [{ state: 'running', output: text }] } })).status, 507)
  await it.ask('DELETE /__admin/lifecycles/rules/rule-1')
  t.match(await it.ask('POST /__admin/lifecycles/next', { ...order, lifecycle: { steps: [{ state: 'running', output: text }] } }), { status: 201, body: { id: 'rule-19' } })
  await it.ask('POST /v1/generateData', { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }, { 'x-api-key': 'k' })
  t.match(await it.ask('POST /__admin/lifecycles/rules', { ...order, match: { prompt: text } }), { status: 201, body: { id: 'rule-20' } })
  t.notOk((await it.ask('GET /__admin/lifecycles/rules')).body.items.some(({ id }: { id: string }) => id === 'rule-19'))
  await it.ask('DELETE /__admin/lifecycles/rules')
  t.equal((await untilFull(it, 'POST /__admin/lifecycles/rules', { ...order, match: { prompt: text } })).count, 18)
})

t.test('fault rules take 16 MB at most, also when they are changed', async t => {
  const it = await double(t)
  const then = { status: 500, body: 'x'.repeat(200_000) }
  const { count, answer } = await untilFull(it, 'POST /__admin/faults', { then })
  t.equal(count, 83)
  t.same(errorOf(answer), ['FAULT_LIMIT', 'A sandbox has at most 16777216 bytes of faults; delete some first'])
  const small = (await it.ask('POST /__admin/faults', { then: { status: 500 } })).body
  t.match(await it.ask(`PATCH /__admin/faults/${small.id}`, { then }), { status: 507, body: { error: { code: 'FAULT_LIMIT' } } })
  t.same((await it.ask(`GET /__admin/faults/${small.id}`)).body, small)
  t.equal((await it.ask('PATCH /__admin/faults/fault-1', { then: { status: 503 } })).status, 200)
  t.equal((await it.ask(`PATCH /__admin/faults/${small.id}`, { then })).status, 200)
})

t.test('uploaded lifecycles take 16 MB at most', async t => {
  const it = await double(t)
  const upload = (output: string) => ({ steps: [{ state: 'running', output }] })
  const { count, answer } = await untilFull(it, index => `PUT /__admin/lifecycles/l${index}`, upload(text))
  t.equal(count, 18)
  t.same(errorOf(answer), ['LIFECYCLE_LIMIT', 'A sandbox keeps at most 16777216 bytes of uploaded lifecycles; delete one to make room'])
  t.equal((await it.ask('PUT /__admin/lifecycles/l0', upload(''))).status, 200)
  t.equal((await it.ask('PUT /__admin/lifecycles/l18', upload(text))).status, 201)
  t.equal((await it.ask('PUT /__admin/lifecycles/l19', upload(text))).status, 507)
  await it.ask('DELETE /__admin/lifecycles/l1')
  t.equal((await it.ask('PUT /__admin/lifecycles/l19', upload(text))).status, 201)
})
