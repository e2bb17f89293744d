import t from 'tap'
import { providers } from '../../../src/providers/index.ts'
import { double, moment, type Double } from '../../support/double.ts'

const script = { description: 'Mine.', steps: [{ state: 'running' }, { times: 2, steps: [{ state: 'retrying', after: '1s' }, { state: 'running', after: { min: '1s', max: '1s' } }] }, { state: 'succeeded', after: '1s' }] }

const yaml = `
description: Mine.
steps:
  - { state: running }
  - times: 2
    steps:
      - { state: retrying, after: 1s }
      - { state: running, after: { min: 1s, max: 1s } }
  - { state: succeeded, after: 1s }
`
const nearest = Object.fromEntries(providers.filter(({ nearest }) => nearest.includes('retrying')).map(({ name, statuses }) => [name, { retrying: statuses.documented.retrying }]))
const shown = { ...script, name: 'mine', source: 'uploaded', nearest }

/** Uploads YAML, and returns the status and the body. */
async function upload ({ inject }: Double, text: string, { name = 'mine', type = 'application/yaml' } = {}) {
  const answer = await inject({ method: 'PUT', url: `/__admin/lifecycles/${name}`, payload: text, headers: { 'content-type': type } })
  return { status: answer.statusCode, body: answer.json() }
}

t.test('a lifecycle is uploaded, used, replaced, and taken away', async t => {
  const { ask, make } = await double(t)
  const put = async (body: object) => await ask('PUT /__admin/lifecycles/mine', body)
  t.match(await put(script), { status: 201, body: shown })
  t.same((await ask('GET /__admin/lifecycles/mine')).body, shown)
  const job = await make({ provider: 'immuta', lifecycle: 'mine' })
  t.same([job.lifecycle, job.steps.at(-1)], ['mine', { state: 'succeeded', at: moment(5) }])

  t.match(await put({ steps: [{ state: 'failed' }] }), { status: 200, body: { name: 'mine', description: '', steps: [{ state: 'failed' }] } })
  t.equal((await make({ provider: 'immuta', lifecycle: 'mine' })).state, 'failed')
  t.same((await ask(`GET /__admin/jobs/${job.id}`)).body, job, 'a job that is there keeps its own')

  t.equal((await ask('DELETE /__admin/lifecycles/mine')).status, 204)
  t.same((await ask('GET /__admin/lifecycles/mine')).body.error.code, 'LIFECYCLE_UNKNOWN')
  const again = await ask('DELETE /__admin/lifecycles/mine')
  t.same([again.status, again.body], [404, { error: { code: 'LIFECYCLE_NOT_UPLOADED', message: 'There is no uploaded lifecycle mine in this sandbox; a built-in lifecycle cannot be deleted' } }])
})

t.test('a built-in lifecycle is hidden by an upload, and shows again', async t => {
  const { ask, make } = await double(t)
  const listed = async () => (await ask('GET /__admin/lifecycles')).body.items.filter(({ name }: { name: string }) => name === 'success')
  const before = await listed()
  t.equal(before[0].source, 'built-in')
  await ask('PUT /__admin/lifecycles/success', { steps: [{ state: 'failed' }] })
  t.same(await listed(), [{ name: 'success', description: '', source: 'uploaded', steps: [{ state: 'failed' }], nearest: {} }])
  t.equal((await make({ provider: 'immuta' })).state, 'failed', 'the default is the one of this name')
  t.equal((await ask('DELETE /__admin/lifecycles/success')).status, 204)
  t.same(await listed(), before)
  t.equal((await ask('DELETE /__admin/lifecycles/success')).status, 404)
})

t.test('an upload is of its sandbox alone, and gone with a reset', async t => {
  const { ask } = await double(t)
  await ask('PUT /@one/__admin/lifecycles/mine', script)
  t.equal((await ask('GET /@two/__admin/lifecycles/mine')).status, 404)
  t.equal((await ask('GET /@one/__admin/lifecycles/mine')).status, 200)
  await ask('POST /@one/__admin/reset')
  t.equal((await ask('GET /@one/__admin/lifecycles/mine')).status, 404)
})

t.test('YAML is taken by each of its content types, and as JSON would be', async t => {
  const it = await double(t)
  for (const type of ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml; charset=utf-8', 'Application/YAML']) {
    t.match(await upload(it, yaml, { type }), { body: shown }, type)
  }
  t.equal((await upload(it, yaml, { type: 'text/plain' })).body.error.code, 'MALFORMED_BODY', 'anything else is JSON')
  t.match(await upload(it, JSON.stringify(script)), { status: 200, body: shown }, 'and JSON is YAML')
})

t.test('what is wrong with YAML is said with the line and the column, or with the line and the path', async t => {
  const it = await double(t)
  const kept = await upload(it, yaml)
  const cases: Array<[text: string, code: string, message: string]> = [
    ['steps:\n  - { state: running\n  - x', 'MALFORMED_BODY', 'The body is not YAML: line 3, column 3: Flow map in block collection must be sufficiently indented and end with a }'],
    ['name: mine\nname: mine\n', 'MALFORMED_BODY', 'The body is not YAML: line 2, column 1: Map keys must be unique'],
    ['&a\nsteps: [*a]', 'MALFORMED_BODY', 'The body is not YAML: an alias is inside the value that it refers to'],
    ['steps: *a', 'MALFORMED_BODY', 'The body is not YAML: Unresolved alias (the anchor must be set before the alias): a'],
    [`a: &a [${'x,'.repeat(50)}]\nb: &b [${'*a,'.repeat(50)}]\nc: [${'*b,'.repeat(50)}]`, 'MALFORMED_BODY', 'The body is not YAML: Excessive alias count indicates a resource exhaustion attack'],
    [yaml.replace('retrying, after: 1s', 'retrying, after: { min: 2s, max: 1s }'), 'INVALID_FIELD', 'steps[1].steps[0].after.max: must not be less than min (line 7)'],
    ['description: x\nsteps:\n  - { state: queued }\n  - { state: done }', 'INVALID_FIELD', 'steps[1].state: must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired (line 4)'],
    ['description: x\nsteps:\n  - { state: queued }\n  - { after: 1s }', 'INVALID_FIELD', 'steps[1].state: is required (line 4)'],
    ['\ndescription: x', 'INVALID_FIELD', 'steps: is required (line 1)'],
    ['steps:\n  - { state: queued }\nname: yours', 'INVALID_FIELD', 'name: must be mine, the name in the path, or be omitted (line 3)'],
    ['- steps', 'INVALID_FIELD', 'body: must be an object: {"steps": […]} (line 1)'],
    ['', 'INVALID_FIELD', 'body: must be an object: {"steps": […]}'],
    ['just words', 'INVALID_FIELD', 'body: must be an object: {"steps": […]}']
  ]
  for (const [text, code, message] of cases) {
    const { status, body } = await upload(it, text)
    t.same([status, body.error.code, body.error.message], [400, code, message])
  }
  t.match(await it.ask('GET /__admin/lifecycles/mine'), { body: kept.body }, 'the one before stays')
})

t.test('an upload that cannot be used is refused by the place of the mistake', async t => {
  const it = await double(t)
  const cases: Array<[name: string, body: unknown, message: string]> = [
    ['mine', undefined, 'body: must be an object: {"steps": […]}'],
    ['mine', [], 'body: must be an object: {"steps": […]}'],
    ['mine', { steps: [] }, 'steps: must not be empty'],
    ['mine', { steps: [{ state: 'running' }, { times: 2, steps: [{ state: 'retrying', after: 'soon' }] }] }, 'steps[1].steps[0].after: must be "resume", a duration ("1500ms", "30s", "5m", "2h", "1d" or a number of milliseconds), {min, max}, {mean, deviation} or {mean, distribution: "exponential"}'],
    ['a%20b', script, 'name: must have 1 to 64 letters, digits, dots, underscores and hyphens'],
    ['rules', script, 'name: cannot be rules, which is a path of the control API']
  ]
  for (const [name, body, message] of cases) {
    const answer = await it.ask(`PUT /__admin/lifecycles/${name}`, body)
    t.same([answer.status, answer.body.error.message], [400, message])
  }
  t.match(await upload(it, `description: ${'x'.repeat(1_100_000)}`), { status: 413, body: { error: { code: 'BODY_TOO_LARGE', message: 'A body in YAML must have at most 1 MB; send JSON, or a smaller body' } } })
  t.match(await it.ask('PUT /__admin/lifecycles/large', { steps: [{ state: 'running', output: 'x'.repeat(1_100_000) }] }), { status: 413, body: { error: { code: 'LIFECYCLE_TOO_LARGE' } } })
  t.match(await it.ask('POST /__admin/lifecycles/mine', script), { status: 405, headers: { allow: 'GET, PUT, DELETE' } })
})

t.test('a lifecycle that a rule still gives to jobs stays until the rule has gone', async t => {
  const { ask, make } = await double(t)
  const remove = async () => {
    const { status, body } = await ask('DELETE /__admin/lifecycles/mine')
    return [status, body?.error.message]
  }
  await ask('PUT /__admin/lifecycles/mine', script)
  const rule = (await ask('POST /__admin/lifecycles/rules', { lifecycle: 'mine' })).body.id
  t.same(await remove(), [409, `The lifecycle rule ${rule} uses the lifecycle mine for new jobs; delete that rule first`])
  await ask(`DELETE /__admin/lifecycles/rules/${rule}`)
  t.same(await remove(), [204, undefined])

  await ask('PUT /__admin/lifecycles/stuck', script)
  await ask('POST /__admin/lifecycles/rules', { lifecycle: 'stuck' })
  t.equal((await ask('DELETE /__admin/lifecycles/stuck')).status, 204, 'the rule gives the built-in one from now on')
  t.equal((await make({ provider: 'immuta', lifecycle: 'stuck' })).steps.length, 3)
})

t.test('a lifecycle rule that has served all its jobs no longer counts', async t => {
  const { ask } = await double(t)
  await ask('PUT /__admin/lifecycles/mine', script)
  await ask('POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: 'mine' })
  t.equal((await ask('DELETE /__admin/lifecycles/mine')).status, 409)
  const body = { fileName: 'a.txt', contentType: 'text/plain', file: 'YQ==' }
  t.equal((await ask('POST /api/v1/guess-shape', body, { authorization: 'Bearer any' })).status, 200)
  t.equal((await ask('DELETE /__admin/lifecycles/mine')).status, 204)
})
