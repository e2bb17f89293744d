import t from 'tap'
import { brief, httpError, julep, key, micros, task as agent, unknownId } from '../../support/providers/julep.ts'

const messages = [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: 'Hello!', name: 'Ada' }]

/** How many waits are open. A turn of the event loop comes first, in which a body arrives. */
function waitsOf (ask: (operation: string) => Promise<{ body: any }>) {
  return async () => {
    await new Promise(resolve => setImmediate(resolve))
    return (await ask('GET /__admin/sandbox')).body.waits as number
  }
}

/** A double with a session, and a function that chats in it. */
async function chatting (t: Parameters<typeof julep>[0], options = {}) {
  const it = await julep(t, options)
  const { id } = (await it.ask('POST /api/sessions', { agent })).body
  return { ...it, id, chat: async (body: object = { messages }) => await it.ask(`POST /api/sessions/${id}/chat`, body) }
}

const failed = (message: string) => ({ error: { message, code: 'llm_api_error', type: 'LLMServiceError', fix: 'Please check your API keys and model configurations or try again later' } })

t.test('a chat responds at once with a completion, drawn from the seed', async t => {
  for (const [dialect, at] of [['documented', micros(0)], ['observed', brief(0)]] as const) {
    const { chat, ask } = await chatting(t, { dialect: { julep: dialect } })
    const { status, body } = await chat()
    const { content } = body.choices[0].message
    t.ok(content.length > 20, content)
    const tokens = Math.ceil(content.length / 4)
    const message = { role: 'assistant', tool_call_id: null, content, name: null, tool_calls: null, created_at: null, id: null }
    t.strictSame([status, body], [201, {
      usage: { completion_tokens: tokens, prompt_tokens: 22, total_tokens: tokens + 22 },
      jobs: [],
      docs: [],
      created_at: at,
      id: body.id,
      choices: [{ index: 0, finish_reason: 'stop', logprobs: null, tool_calls: null, message }]
    }])
    t.match((await ask(`GET /__admin/jobs/${body.id}`)).body, { kind: 'ChatCompletion', lifecycle: 'instant', state: 'succeeded', input: { messages } })
    const again = await chatting(t, { dialect: { julep: dialect } })
    t.strictSame((await again.chat()).body, body)
  }
})

t.test('the report does not expect a client to poll the job of a chat', async t => {
  const { chat, advance, ask } = await chatting(t)
  await chat()
  await advance('1h')
  t.strictSame((await ask('GET /__admin/report')).body.findings, [])
})

t.test('the default lifecycles of the server do not hold for chats, but a rule for chats does', async t => {
  const { chat, ask } = await chatting(t, { lifecycle: 'failure' })
  t.equal((await chat()).status, 201)
  await ask('POST /__admin/lifecycles/rules', { operation: 'julep.chat', match: { model: 'broken' }, lifecycle: { steps: [{ state: 'failed', error: { message: 'no quota' } }] } })
  for (const [body, status] of [[{ messages, model: 'broken' }, 502], [{ messages }, 201]] as const) t.equal((await chat(body)).status, status)
  t.strictSame((await chat({ messages, model: 'broken' })).body, failed('no quota'))
})

const ends: Array<{ title: string, steps: object[], status: number, text: string }> = [
  { title: 'a text as output', steps: [{ state: 'running' }, { state: 'succeeded', output: 'Hi.' }], status: 201, text: 'Hi.' },
  { title: 'another output', steps: [{ state: 'running' }, { state: 'succeeded', output: { a: 1 } }], status: 201, text: '{"a":1}' },
  { title: 'an error', steps: [{ state: 'running' }, { state: 'failed', error: 'too many requests' }], status: 502, text: 'too many requests' },
  { title: 'no error', steps: [{ state: 'running' }, { state: 'expired' }], status: 502, text: 'The model did not respond: expired' },
  { title: 'a cancellation', steps: [{ state: 'running' }, { state: 'cancelled' }], status: 502, text: 'The model did not respond: cancelled' }
]

t.test('a lifecycle says what the model responds, in both dialects', async t => {
  for (const dialect of ['documented', 'observed'] as const) {
    const { chat, next } = await chatting(t, { dialect: { julep: dialect } })
    for (const { title, steps, status, text } of ends) {
      await next({ steps })
      const response = await chat()
      t.equal(response.status, status, title)
      if (status === 201) t.equal(response.body.choices[0].message.content, text, title)
      else t.strictSame(response.body, failed(text), title)
    }
  }
})

t.test('a chat waits for the end of its job on the clock', async t => {
  const { chat, next, advance, ask } = await chatting(t)
  const waits = waitsOf(ask)
  await next({ steps: [{ state: 'running' }, { state: 'succeeded', after: '10s' }] })
  const response = chat()
  while (await waits() === 0);
  await advance('10s')
  t.match(await response, { status: 201, body: { created_at: micros(10) } })
  await next('stuck')
  const lost = chat()
  while (await waits() === 0);
  await ask('POST /__admin/reset')
  t.strictSame((await lost).body, failed('The model did not respond: unknown'))
})

t.test('a chat whose client has disconnected frees its wait', async t => {
  const { app, next, ask, id } = await chatting(t)
  await next('stuck')
  const { port } = new URL(await app.listen({ port: 0 }))
  const leaving = new AbortController()
  const lost = fetch(`http://127.0.0.1:${port}/api/sessions/${id}/chat`, { method: 'POST', body: JSON.stringify({ messages }), headers: { ...key, 'content-type': 'application/json' }, signal: leaving.signal })
  const waits = waitsOf(ask)
  while (await waits() === 0);
  leaving.abort()
  await t.rejects(lost)
  while (await waits() !== 0);
})

t.test('a chat is streamed in chunks that make up the whole', async t => {
  const { chat } = await chatting(t)
  const { status, headers, text } = await chat({ messages, stream: true })
  t.same([status, headers['content-type']], [200, 'text/event-stream; charset=utf-8'])
  const chunks = text.split('\n\n').slice(0, -1).map(event => JSON.parse(event.replace('data: ', '')))
  t.ok(chunks.length > 5)
  t.strictSame(chunks[0].choices[0], { index: 0, finish_reason: 'stop', logprobs: null, tool_calls: null, delta: { role: 'assistant', tool_call_id: null, content: chunks[0].choices[0].delta.content, name: null, tool_calls: null } })
  t.match(chunks.map(({ choices }) => choices[0].delta.content).join(''), /^[A-Z].*[.?]$/)
})

t.test('the history of a session has the messages that were saved, oldest first', async t => {
  const { chat, ask, id, advance } = await chatting(t)
  const empty = { entries: [], relations: [], session_id: id, created_at: micros(0) }
  t.strictSame((await ask(`GET /api/sessions/${id}/history`)).body, empty)
  const { content } = (await chat({ messages: [...messages, { role: 'user', content: [{ type: 'text', text: 'x' }] }], model: 'gpt-4o' })).body.choices[0].message
  await advance('1s')
  await chat({ messages, save: false })
  const entry = (said: object, source: string, count: number, index: number, ids: string[]) =>
    ({ role: '', name: null, content: '', ...said, source, token_count: count, model: 'gpt-4o', tokenizer: 'character_count', tool_calls: null, tool_call_id: null, timestamp: micros(0), created_at: micros(0), id: ids[index] })
  const { body } = await ask(`GET /api/sessions/${id}/history`)
  const ids = body.entries.map(({ id }: { id: string }) => id)
  t.same(body, {
    ...empty,
    entries: [
      entry(messages[0]!, 'api_request', 2, 0, ids),
      entry(messages[1]!, 'api_request', 2, 1, ids),
      entry({ role: 'user', content: [{ type: 'text', text: 'x' }] }, 'api_request', 7, 2, ids),
      entry({ role: 'assistant', content }, 'api_response', Math.ceil(content.length / 4), 3, ids)
    ]
  })
  await ask(`DELETE /api/sessions/${id}`)
  await ask(`POST /api/sessions/${id}`, { agent })
  t.strictSame((await ask(`GET /api/sessions/${id}/history`)).body.entries, [])
})

t.test('the oldest messages make room', async t => {
  const { chat, ask, id } = await chatting(t, { maxThings: 3 })
  for (const content of ['first', 'second', null]) t.equal((await chat({ messages: [{ role: 'user', content }] })).status, 201)
  t.match((await ask(`GET /api/sessions/${id}/history`)).body.entries, [{ role: 'assistant' }, { content: null, model: 'gpt-4o-mini' }, { role: 'assistant' }])
})

t.test('render returns the messages and the tools, and an unknown session is 404', async t => {
  const { ask, id } = await chatting(t)
  const { status, body } = await ask(`POST /api/sessions/${id}/render`, { messages, tools: [{ name: 'x' }] })
  t.strictSame([status, body], [200, { messages, tools: [{ name: 'x' }], tool_choice: null, docs: [] }])
  t.strictSame((await ask(`POST /api/sessions/${id}/render`, { messages })).body.tools, [])
  for (const operation of ['POST chat', 'POST render', 'GET history']) {
    const [method, place] = operation.split(' ')
    const response = await ask(`${method} /api/sessions/${unknownId}/${place}`, method === 'POST' ? { messages } : undefined)
    t.strictSame([response.status, response.body], [404, httpError(404, 'No session found during get')], operation)
  }
})
