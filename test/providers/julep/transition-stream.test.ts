import t from 'tap'
import { toPython } from '../../../src/providers/julep/python.ts'
import { httpError, julep, key, micros, task as madeUp, unknownId } from '../../support/providers/julep.ts'

/** The stream of an execution with one step, opened after `before` and followed until its end. */
async function stream (t: Parameters<typeof julep>[0], { dialect = 'documented', before = '0s', token = '', lifecycle = 'success' } = {}) {
  const { ask, inject, start, advance } = await julep(t, { dialect: { julep: dialect as 'documented' }, lifecycle })
  const { id: task } = (await ask(`POST /api/agents/${madeUp}/tasks`, { name: 'T', main: [{ return: { done: "it's" } }] })).body
  const { id } = await start({ input: { a: [true, null, 1.5] } }, task)
  await advance(before)
  const waits = async () => (await ask('GET /__admin/sandbox')).body.waits
  const response = inject({ method: 'GET', url: `/api/executions/${id}/transitions.stream${token && `?next_page_token=${token}`}`, headers: key })
  if (before === '0s') while (await waits() === 0);
  await advance('5s')
  const { headers, body } = await response
  return { type: headers['content-type'], events: body.split('\n\n').slice(0, -1).map(event => event.replace('data: ', '')) }
}

const event = (type: string, output: unknown, seconds: number, token: string) => ({ transition: { type, output, created_at: micros(seconds) }, next_page_token: token })
const whole = [event('init', { a: [true, null, 1.5] }, 1, 'MQ=='), event('finish', { done: "it's" }, 5, 'Mg==')]

t.test('a stream has each transition of an execution, whether it was there or comes, and ends with the execution', async t => {
  for (const before of ['0s', '2s', '5s']) {
    const { type, events } = await stream(t, { before })
    t.equal(type, 'text/event-stream; charset=utf-8')
    t.strictSame(events.map(event => JSON.parse(event)), whole, before)
  }
  t.strictSame((await stream(t, { lifecycle: 'failure' })).events.map(event => JSON.parse(event)), [whole[0], event('error', 'The job failed', 5, 'Mg==')])
})

t.test('a stream goes on after the transition whose token it is given', async t => {
  for (const [before, token, from] of [['5s', 'MQ==', 1], ['5s', 'Mg==', 2], ['0s', 'MQ==', 1], ['0s', 'Mg==', 2], ['5s', 'nonsense', 0]] as const) {
    t.strictSame((await stream(t, { before, token })).events.map(event => JSON.parse(event)), whole.slice(from), `${before} ${token}`)
  }
})

t.test('the observed data is the text of a Python dictionary', async t => {
  t.strictSame((await stream(t, { dialect: 'observed' })).events, [
    "{'transition': {'type': 'init', 'output': {'a': [True, None, 1.5]}, 'created_at': '2025-01-01T00:00:01+00:00'}, 'next_page_token': 'MQ=='}",
    "{'transition': {'type': 'finish', 'output': {'done': \"it's\"}, 'created_at': '2025-01-01T00:00:05+00:00'}, 'next_page_token': 'Mg=='}"
  ])
})

t.test('a stream of an unknown execution is 404', async t => {
  const { ask } = await julep(t)
  const { status, body } = await ask(`GET /api/executions/${unknownId}/transitions.stream`)
  t.strictSame([status, body], [404, httpError(404, 'Execution not found during get')])
})

const values: Array<{ value: unknown, text: string }> = [
  { value: false, text: 'False' }, { value: 0, text: '0' }, { value: '', text: "''" }, { value: 'a\n\t\r\\', text: "'a\\n\\t\\r\\\\'" }, { value: '\'"', text: '\'\\\'"\'' }, { value: [[], {}], text: '[[], {}]' }
]

t.test('a value is written as Python writes it', async t => {
  for (const { value, text } of values) t.equal(toPython(value), text)
})
