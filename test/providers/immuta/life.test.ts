import t from 'tap'
import { credentials as key } from '../../support/credentials.ts'
import type { Double } from '../../support/double.ts'
import { immuta as double } from '../../support/providers/double.ts'

const boom = { message: 'boom' }
const error = { name: 'Error', stack: 'Error: boom', message: 'boom' }
const other = { name: 'Error', stack: 'Error: bang', message: 'bang' }

type Shown = [state: string, output: unknown]
type Event = [state: string, given?: object]

/** Forces a job through events. Returns its state and output at first and after each event. */
async function live ({ ask, make }: Double, events: Event[]): Promise<Shown[]> {
  const { id } = await make({ provider: 'immuta', lifecycle: { steps: [{ state: 'queued' }] } })
  const shown: Shown[] = []
  for (const event of [undefined, ...events]) {
    if (event !== undefined) t.equal((await ask(`POST /__admin/jobs/${id}/state`, { state: event[0], ...event[1] })).status, 200)
    const { state, output } = (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id]
    shown.push([state, output])
  }
  return shown
}

const created: Shown = ['created', null]
const active: Shown = ['active', null]

/** The table "Life of a job" of the fact sheet: from, event, to, and the change of `output`. */
const rows: Array<{ title: string, events: Event[], shown: Shown[] }> = [
  { title: 'sent', events: [], shown: [created] },
  { title: 'created is fetched', events: [['running']], shown: [created, active] },
  { title: 'retry is fetched', events: [['running'], ['retrying', { error: boom }], ['running']], shown: [created, active, ['retry', error], ['active', error]] },
  { title: 'active completes with data', events: [['running'], ['succeeded', { output: { rows: 1 } }]], shown: [created, active, ['completed', { rows: 1 }]] },
  { title: 'active completes without data', events: [['running'], ['succeeded']], shown: [created, active, ['completed', null]] },
  { title: 'active completes with a text', events: [['running'], ['succeeded', { output: 'done' }]], shown: [created, active, ['completed', { value: 'done' }]] },
  { title: 'completion overwrites an error with data', events: [['retrying', { error: boom }], ['running'], ['succeeded', { output: { rows: 1 } }]], shown: [created, ['retry', error], ['active', error], ['completed', { rows: 1 }]] },
  { title: 'completion overwrites an error with null', events: [['retrying', { error: boom }], ['running'], ['succeeded']], shown: [created, ['retry', error], ['active', error], ['completed', null]] },
  { title: 'created fails, retries left', events: [['retrying', { error: boom }]], shown: [created, ['retry', error]] },
  { title: 'retry fails, retries left', events: [['retrying', { error: boom }], ['retrying', { error: { message: 'bang' } }]], shown: [created, ['retry', error], ['retry', other]] },
  { title: 'active fails, retries left', events: [['running'], ['retrying', { error: 'boom' }]], shown: [created, active, ['retry', error]] },
  { title: 'created fails, none left', events: [['failed', { error: boom }]], shown: [created, ['failed', error]] },
  { title: 'retry fails, none left', events: [['retrying', { error: boom }], ['failed', { error: { message: 'bang' } }]], shown: [created, ['retry', error], ['failed', other]] },
  { title: 'active fails, none left', events: [['running'], ['failed', { error: boom }]], shown: [created, active, ['failed', error]] },
  { title: 'a second attempt fails without data', events: [['retrying', { error: boom }], ['running'], ['failed']], shown: [created, ['retry', error], ['active', error], ['failed', null]] },
  { title: 'the worker of active died, retries left', events: [['running'], ['retrying']], shown: [created, active, ['retry', null]] },
  { title: 'the worker of a second attempt died', events: [['retrying', { error: boom }], ['running'], ['retrying']], shown: [created, ['retry', error], ['active', error], ['retry', error]] },
  { title: 'the worker of active died, none left', events: [['running'], ['expired']], shown: [created, active, ['expired', null]] },
  { title: 'the worker of the last attempt died', events: [['retrying', { error: boom }], ['running'], ['expired']], shown: [created, ['retry', error], ['active', error], ['expired', error]] },
  { title: 'an expiry does not change the output', events: [['running'], ['expired', { error: boom }]], shown: [created, active, ['expired', null]] },
  { title: 'created is cancelled', events: [['cancelled']], shown: [created, ['cancelled', null]] },
  { title: 'retry is cancelled', events: [['retrying', { error: boom }], ['cancelled']], shown: [created, ['retry', error], ['cancelled', error]] },
  { title: 'active is cancelled', events: [['running'], ['cancelled', { error: boom }]], shown: [created, active, ['cancelled', null]] },
  { title: 'active is cancelled in a second attempt', events: [['retrying', { error: boom }], ['running'], ['cancelled']], shown: [created, ['retry', error], ['active', error], ['cancelled', error]] },
  { title: 'the output of a running job is not shown', events: [['running', { output: { rows: 1 } }], ['cancelled']], shown: [created, active, ['cancelled', null]] },
  { title: 'a job that waits is active', events: [['running'], ['waiting'], ['running']], shown: [created, active, active, active] }
]

for (const { title, events, shown } of rows) {
  t.test(`life of a job: ${title}`, async t => {
    t.same(await live(await double(t), events), shown)
  })
}

t.test('a job that has ended does not change', async t => {
  const { ask, make, advance } = await double(t)
  for (const lifecycle of ['instant', 'failure', 'cancelled', 'expired']) {
    const { id } = await make({ provider: 'immuta', lifecycle })
    await advance('1h')
    const before = (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body
    for (const state of ['running', 'retrying', 'succeeded', 'failed', 'cancelled', 'expired']) t.equal((await ask(`POST /__admin/jobs/${id}/state`, { state, output: { rows: 1 }, error: boom })).status, 409)
    await advance('1h')
    t.same((await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body, before, lifecycle)
  }
})

t.test('a job shows what it has put out so far only when it has completed', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta', lifecycle: 'partial-result' })
  const seen = []
  for (const by of ['1s', '2s', '2s', '2s']) {
    await advance(by)
    const { state, output } = (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id]
    seen.push([state, output])
  }
  t.same(seen, [active, active, active, ['completed', { parts: ['one', 'two', 'three'] }]])
})

t.test('the queue stores an error with its class, and the keys of every object by length in bytes, then bytewise', async t => {
  const { ask, make } = await double(t)
  const shown = async (state: string, given: object) => {
    const { id } = await make({ provider: 'immuta', lifecycle: { steps: [{ state, ...given }] } })
    const poll = async () => (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).text
    const text = await poll()
    t.equal(await poll(), text)
    return /"output":(.*)}}$/.exec(text)?.[1]
  }
  const cases = [
    { title: 'an error', state: 'failed', given: { error: { message: 'no such column', name: 'TypeError' } }, output: '{"name":"TypeError","stack":"TypeError: no such column","message":"no such column"}' },
    { title: 'a text', state: 'failed', given: { error: 'boom' }, output: '{"name":"Error","stack":"Error: boom","message":"boom"}' },
    { title: 'an error with data', state: 'failed', given: { error: { message: 'm', code: 'E1', isBoom: true } }, output: '{"code":"E1","name":"Error","stack":"Error: m","isBoom":true,"message":"m"}' },
    { title: 'a class that is not a text', state: 'failed', given: { error: { message: 'm', name: 7 } }, output: '{"name":7,"stack":"7: m","message":"m"}' },
    { title: 'nested data', state: 'succeeded', given: { output: { tables: [{ name: 't', id: 1 }], é: 2, zz: 1, b: null, a: 3 } }, output: '{"a":3,"b":null,"zz":1,"é":2,"tables":[{"id":1,"name":"t"}]}' }
  ]
  for (const { title, state, given, output } of cases) t.equal(await shown(state, given), output, title)
})

t.test('the error of each attempt is shown until the next attempt fails', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta', lifecycle: 'retries-exhausted' })
  const seen = []
  for (const by of ['1s', '2s', '2s', '2s', '2s', '2s']) {
    await advance(by)
    const { state, output } = (await ask('POST /jobs/statuses', { jobIds: [id] }, key)).body[id]
    seen.push([state, output?.message ?? output])
  }
  t.same(seen, [
    ['active', null], ['retry', 'Attempt 1 of 3 failed'], ['active', 'Attempt 1 of 3 failed'],
    ['retry', 'Attempt 2 of 3 failed'], ['active', 'Attempt 2 of 3 failed'], ['failed', 'Attempt 3 of 3 failed']
  ])
})
