import t from 'tap'
import { julep, key, unknownId, task } from './helper.ts'

const fixes: Record<string, object> = {
  missing: { fix: 'Add this required field to your request', example: '{ "field_name": "value" }' },
  uuid_parsing: { fix: 'Provide a valid UUID (e.g., 123e4567-e89b-12d3-a456-426614174000)' },
  json_invalid: { fix: 'Provide valid JSON format' }
}

const messages: Record<string, string> = {
  missing: 'Field required',
  uuid_parsing: 'Input should be a valid UUID',
  json_invalid: 'JSON decode error',
  dict_type: 'Input should be a valid dictionary',
  string_type: 'Input should be a valid string',
  int_type: 'Input should be a valid integer',
  int_parsing: 'Input should be a valid integer, unable to parse string as an integer',
  int_from_float: 'Input should be a valid integer, got a number with a fractional part',
  greater_than_equal: 'Input should be greater than or equal to 0',
  less_than_equal: 'Input should be less than or equal to 65535',
  model_attributes_type: 'Input should be a valid dictionary or object to extract fields from'
}

const executions = `/api/tasks/${task}/executions`
const docs = `/api/agents/${task}/docs`
const order = "Input should be 'created_at' or 'updated_at'"

/** The request, and each problem: its type, its location in both dialects, the value in both. */
const cases: Array<[operation: string, body: unknown, ...problems: Array<[type: string, loc: string[], place: string, input: unknown, received: string, msg?: string]>]> = [
  ['GET /api/executions/abc', undefined, ['uuid_parsing', ['path', 'execution_id'], 'path.execution_id', 'abc', 'abc']],
  ['GET /api/executions/abc/transitions', undefined, ['uuid_parsing', ['path', 'execution_id'], 'path.execution_id', 'abc', 'abc']],
  ['GET /api/executions/abc/status.stream', undefined, ['uuid_parsing', ['path', 'execution_id'], 'path.execution_id', 'abc', 'abc']],
  ['PUT /api/executions/abc', { status: 'cancelled' }, ['uuid_parsing', ['path', 'execution_id'], 'path.execution_id', 'abc', 'abc']],
  ['POST /api/tasks/7/executions', { input: {} }, ['uuid_parsing', ['path', 'task_id'], 'path.task_id', '7', '7']],
  ['POST /api/users/me/docs', { title: 't', content: 'c' }, ['uuid_parsing', ['path', 'user_id'], 'path.user_id', 'me', 'me']],
  [`POST ${executions}`, undefined, ['missing', ['body'], 'body', null, 'None']],
  [`POST ${executions}`, [], ['model_attributes_type', ['body'], 'body', [], '[]']],
  [`POST ${executions}`, {}, ['missing', ['body', 'input'], 'input', {}, '{}']],
  [`POST ${executions}`, { input: null }, ['dict_type', ['body', 'input'], 'input', null, 'None']],
  [`POST ${executions}`, { input: true, metadata: false, error: 3, transition_count: 'x' },
    ['dict_type', ['body', 'input'], 'input', true, 'True'], ['string_type', ['body', 'error'], 'error', 3, '3'],
    ['int_parsing', ['body', 'transition_count'], 'transition_count', 'x', 'x'], ['dict_type', ['body', 'metadata'], 'metadata', false, 'False']],
  [`POST ${executions}`, { input: {}, transition_count: -1 }, ['greater_than_equal', ['body', 'transition_count'], 'transition_count', -1, '-1']],
  [`POST ${executions}`, { input: {}, transition_count: '65536' }, ['less_than_equal', ['body', 'transition_count'], 'transition_count', '65536', '65536']],
  [`POST ${executions}`, { input: {}, transition_count: 1.5 }, ['int_from_float', ['body', 'transition_count'], 'transition_count', 1.5, '1.5']],
  [`POST ${executions}`, { input: {}, transition_count: [1] }, ['int_type', ['body', 'transition_count'], 'transition_count', [1], '[1]']],
  [`PUT /api/executions/${unknownId}`, { status: 'paused' }, ['literal_error', ['body', 'status'], 'status', 'paused', 'paused', "Input should be 'running' or 'cancelled'"]],
  [`PUT /api/executions/${unknownId}`, { status: 'running', input: 'yes' }, ['dict_type', ['body', 'input'], 'input', 'yes', 'yes']],
  [`PUT /api/executions/${unknownId}`, { status: 'cancelled', reason: {} }, ['string_type', ['body', 'reason'], 'reason', {}, '{}']],
  [`GET ${executions}?limit=many`, undefined, ['int_parsing', ['query', 'limit'], 'query.limit', 'many', 'many']],
  [`GET ${executions}?limit=`, undefined, ['int_parsing', ['query', 'limit'], 'query.limit', '', '']],
  [`GET ${executions}?offset=1.5&sort_by=name`, undefined, ['int_parsing', ['query', 'offset'], 'query.offset', '1.5', '1.5'], ['literal_error', ['query', 'sort_by'], 'query.sort_by', 'name', 'name', order]],
  [`GET /api/executions/${unknownId}/transitions?direction=up`, undefined, ['literal_error', ['query', 'direction'], 'query.direction', 'up', 'up', "Input should be 'asc' or 'desc'"]],
  [`POST ${docs}`, { content: ['c', 1] }, ['missing', ['body', 'title'], 'title', { content: ['c', 1] }, '{"content":["c",1]}'], ['string_type', ['body', 'content'], 'content', ['c', 1], '["c",1]']]
]

t.test('an invalid request is rejected with the problems of pydantic, in the documented format', async t => {
  const { ask } = await julep(t)
  for (const [operation, body, ...problems] of cases) {
    const response = await ask(operation, body)
    const detail = problems.map(([type, loc, , input, , msg = messages[type]]) => ({ type, loc, msg, input }))
    t.strictSame([response.status, response.body], [422, { detail }], operation)
  }
})

t.test('the observed format of the same problems is that of the server', async t => {
  const { ask } = await julep(t, { dialect: { julep: 'observed' } })
  for (const [operation, body, ...problems] of cases) {
    const response = await ask(operation, body)
    const details = problems.map(([type, , loc, , received, msg = messages[type]]) => ({ type, msg, loc, ...fixes[type], received }))
    t.strictSame([response.status, response.body], [422, { error: { message: 'Validation error', details, code: 'validation_error' } }], operation)
  }
})

t.test('a body without a content type is JSON, a body with another type is text, and malformed JSON is rejected', async t => {
  const { inject } = await julep(t)
  const post = async (payload: string, type?: string) => {
    const response = await inject({ method: 'POST', url: executions, payload, headers: { ...key, ...type !== undefined && { 'content-type': type } } })
    return [response.statusCode, response.json().detail?.[0]?.type]
  }
  for (const type of [undefined, 'application/json', 'application/json; charset=utf-8', 'application/vnd.x+json', 'APPLICATION/JSON'] as const) t.same(await post('{"input":{}}', type), [201, undefined], `${type}`)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) t.same(await post('{"input":{}}', type), [422, 'model_attributes_type'], type)
  for (const type of ['', 'nonsense']) t.same(await post('{"input":{}}', type), [415, undefined], type)
  for (const payload of ['{', '{"input":{}', '{"input":NaN}', '{"__proto__":{},"input":{}}']) t.same(await post(payload, 'application/json'), [422, 'json_invalid'], payload)
  t.same(await post('', 'application/json'), [422, 'missing'])
  t.same(await post('null', 'application/json'), [422, 'missing'])
  const huge = await inject({ method: 'POST', url: executions, payload: `{"input":{"a":"${'x'.repeat(11_000_000)}"}}`, headers: { ...key, 'content-type': 'application/json' } })
  t.same([huge.statusCode, huge.json()], [413, { detail: 'Request Entity Too Large' }])
})

t.test('malformed JSON has advice in the observed dialect', async t => {
  const { inject } = await julep(t, { dialect: { julep: 'observed' } })
  const response = await inject({ method: 'POST', url: executions, payload: '{', headers: { ...key, 'content-type': 'application/json' } })
  const details = [{ type: 'json_invalid', msg: 'JSON decode error', loc: 'body', fix: 'Provide valid JSON format', received: '{}' }]
  t.same([response.statusCode, response.json()], [422, { error: { message: 'Validation error', details, code: 'validation_error' } }])
})

t.test('null counts as missing, and text as the number in it', async t => {
  const { start } = await julep(t)
  const { execution } = await start({ input: {}, output: null, error: null, transition_count: null, metadata: null })
  t.same(Object.keys(execution.metadata), ['jobs'])
  for (const count of ['7', 0, 65535, ' 3.0 ']) await start({ input: {}, transition_count: count, output: [1], error: 'e' })
})
