import t from 'tap'
import { namePattern } from '../../../src/providers/julep/schema.ts'
import { julep, key, unknownId, task } from '../../support/providers/julep.ts'

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
const agents = '/api/agents'
const toolTypes = "'function' or 'integration' or 'system' or 'api_call' or 'computer_20241022' or 'text_editor_20241022' or 'bash_20241022'"
const order = "Input should be 'created_at' or 'updated_at'"

/** The request, and each problem: its type, its location in both dialects, the value in both. */
const cases: Array<[operation: string, body: unknown, ...problems: Array<[type: string, loc: Array<string | number>, place: string, input: unknown, received: string, msg?: string]>]> = [
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
  [`POST ${agents}`, { name: '' }, ['string_too_short', ['body', 'name'], 'name', '', '', 'String should have at least 1 character']],
  [`POST ${agents}`, { name: 'x'.repeat(256), canonical_name: '1', about: null, default_settings: [] },
    ['string_too_long', ['body', 'name'], 'name', 'x'.repeat(256), 'x'.repeat(256), 'String should have at most 255 characters'],
    ['string_pattern_mismatch', ['body', 'canonical_name'], 'canonical_name', '1', '1', "String should match pattern '^[a-zA-Z][a-zA-Z0-9_]*$'"],
    ['string_type', ['body', 'about'], 'about', null, 'None'], ['dict_type', ['body', 'default_settings'], 'default_settings', [], '[]']],
  [`POST ${agents}`, { name: '\u{1f600}'.repeat(600) }, ['string_too_long', ['body', 'name'], 'name', '\u{1f600}'.repeat(600), '\u{1f600}'.repeat(600), 'String should have at most 255 characters']],
  [`PATCH ${agents}/${task}`, { name: '' }, ['string_too_short', ['body', 'name'], 'name', '', '', 'String should have at least 1 character']],
  [`POST ${agents}/${task}/tasks`, { name: 't', main: [], inherit_tools: 'yes' },
    ['too_short', ['body', 'main'], 'main', [], '[]', 'List should have at least 1 item after validation, not 0'], ['bool_type', ['body', 'inherit_tools'], 'inherit_tools', 'yes', 'yes', 'Input should be a valid boolean']],
  [`POST ${agents}/${task}/tasks`, { name: 't', main: [{ prompt: 'p' }, { promt: 'p' }, 'x'] },
    ['missing', ['body', 'main', 1], 'main[1]', { promt: 'p' }, "{'promt': 'p'}"], ['dict_type', ['body', 'main', 2], 'main[2]', 'x', 'x']],
  [`POST ${agents}/${task}/tasks`, { name: 't', main: {} }, ['list_type', ['body', 'main'], 'main', {}, '{}', 'Input should be a valid list']],
  [`POST ${agents}/${task}/tools`, { name: '1', type: 'other', function: 1 },
    ['string_pattern_mismatch', ['body', 'name'], 'name', '1', '1', "String should match pattern '^[^\\W0-9]\\w*$'"],
    ['literal_error', ['body', 'type'], 'type', 'other', 'other', `Input should be ${toolTypes}`], ['dict_type', ['body', 'function'], 'function', 1, '1']],
  [`PATCH ${agents}/${task}/tools/${task}`, { type: 'other' }, ['literal_error', ['body', 'type'], 'type', 'other', 'other', `Input should be ${toolTypes}`]],
  ['POST /api/users', { name: '1' }, ['string_pattern_mismatch', ['body', 'name'], 'name', '1', '1', `String should match pattern '${namePattern}'`]],
  ['POST /api/sessions', { agent: 'x', agents: [task, 'x'], users: 'u', token_budget: 'x', context_overflow: 'no' },
    ['list_type', ['body', 'users'], 'users', 'u', 'u', 'Input should be a valid list'], ['uuid_parsing', ['body', 'agent'], 'agent', 'x', 'x'], ['uuid_parsing', ['body', 'agents'], 'agents', [task, 'x'], `['${task}', 'x']`],
    ['int_parsing', ['body', 'token_budget'], 'token_budget', 'x', 'x'], ['literal_error', ['body', 'context_overflow'], 'context_overflow', 'no', 'no', "Input should be 'truncate' or 'adaptive'"]],
  [`POST /api/sessions/${task}/chat`, { messages: [{ role: 'me' }], stream: 1 },
    ['literal_error', ['body', 'messages', 0, 'role'], 'messages[0].role', 'me', 'me', "Input should be 'user' or 'assistant' or 'system' or 'tool'"], ['bool_type', ['body', 'stream'], 'stream', 1, '1', 'Input should be a valid boolean']],
  [`POST ${agents}/${task}/search`, { text: 1, limit: 51 },
    ['string_type', ['body', 'text'], 'text', 1, '1'], ['less_than_equal', ['body', 'limit'], 'limit', 51, '51', 'Input should be less than or equal to 50']],
  ['POST /api/secrets', { name: 'n' }, ['missing', ['body', 'value'], 'value', { name: 'n' }, "{'name': 'n'}"]],
  [`POST ${docs}`, { content: ['c', 1] }, ['missing', ['body', 'title'], 'title', { content: ['c', 1] }, "{'content': ['c', 1]}"], ['string_type', ['body', 'content'], 'content', ['c', 1], "['c', 1]"]]
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
