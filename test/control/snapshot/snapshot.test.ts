import t, { type Test } from 'tap'
import { version } from '../../../src/assets.ts'
import { Clock } from '../../../src/time/index.ts'
import { credentials as key } from '../../support/credentials.ts'
import { double, type Double } from '../../support/double.ts'
import { turn } from '../../support/jobs/world.ts'
import { encode, file } from '../../support/multipart-body.ts'

const task = '11111111-2222-4333-8444-555555555555'
const script = { steps: [{ state: 'running', after: { min: '1s', max: '9s' }, output: { part: 1 } }, { times: 2, steps: [{ state: 'retrying', after: '2s', error: 'again' }, { state: 'running', after: '1s' }] }, { state: 'succeeded', after: '2s' }] }

/** What a client asks for in a sandbox, and hears. */
function client ({ ask, inject }: Double, prefix = '') {
  const heard: string[] = []
  const call = async (operation: string, body?: unknown) => {
    const answer = await ask(operation.replace(' ', ` ${prefix}`), body, key)
    heard.push(`${operation} ${answer.status} ${answer.text.replaceAll(prefix === '' ? '\n' : prefix, '')}`)
    return answer.body
  }
  const upload = async (name: string) => {
    const { payload, type } = encode([file('file', name, 'Dear Ann, I have been to Rome.')])
    const answer = await inject({ method: 'POST', url: `${prefix}/api/static/proxy/upload`, payload, headers: { ...key, 'content-type': type } })
    heard.push(answer.body)
    return answer.json().objectKey as string
  }
  const query = async (query: string, variables: object) => (await call('POST /graphql', { query, variables })).data
  return { heard, call, upload, query }
}
type Client = ReturnType<typeof client>

/** Starts something with each provider, and returns the requests to send afterwards. */
async function begin ({ call, upload, query }: Client) {
  await call('PUT /__admin/lifecycles/mine', script)
  await call('POST /__admin/lifecycles/rules', { provider: 'julep', match: { input: { slow: true } }, lifecycle: 'mine', times: 2 })
  await call('POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: { steps: [{ state: 'failed', after: '4s', error: 'no' }] }, times: 2 })
  await call('PUT /__admin/dialects', { starfish: 'observed' })
  await call('POST /__admin/jobs', { provider: 'starfish', input: { projectId: 'first' } })
  const { projectId, jobId } = await call('POST /v1/generateData', { projectId: 'first', prompt: 'Questions', numOfRecords: 3, model: 'gpt-4-turbo-2024-04-09' })
  const { token } = await call('POST /bim/apikey/authenticate', { apikey: 'k' })
  const execution = await call(`POST /api/tasks/${task}/executions`, { input: { slow: true } })
  const waveline = await call('POST /api/v1/extract-document', { fileName: 'a.txt', contentType: 'text/plain', file: 'RGVhcg==', shape: [{ name: 'who', type: 'string' }] })
  const objectKey = await upload('letter.txt')
  const launched = await query('mutation ($input: LaunchProjectInput!) { createProject(input: $input) { name job { id status } } }', { input: project(objectKey) })
  const immuta = []
  for (const lifecycle of ['mine', 'stuck', 'success', 'mine']) immuta.push((await call('POST /__admin/jobs', { provider: 'immuta', lifecycle })).id)
  await call('POST /__admin/clock/advance', { by: '3s' })
  await call(`POST /__admin/jobs/${immuta[0]}/hold`)
  return { projectId, jobId, token, execution, waveline, launched, immuta, held: immuta[0], next: (await call('GET /__admin/jobs?limit=2')).next }
}
type Begun = Awaited<ReturnType<typeof begin>>

function project (objectKey: string) {
  return { name: 'News', kinds: ['TOKEN_BASED'], documents: [{ document: { name: 'letter.txt', objectKey } }] }
}

/** All goes on: the same is asked for, and new things are begun. */
async function goOn ({ call, query, upload }: Client, { projectId, jobId, execution, waveline, launched, immuta, held, next }: Begun) {
  const look = async () => {
    await call('GET /__admin/jobs?limit=1000')
    await call('POST /v1/jobStatus', { projectId, jobId })
    await call('POST /v1/data', { projectId })
    await call('POST /jobs/statuses', { jobIds: immuta, wait: 0 })
    await call(`GET /api/executions/${execution.id}`)
    await call(`GET /api/executions/${execution.id}/transitions`)
    await call(`GET /api/v1/jobs/${waveline.id}`)
    await query('query ($ids: [String!]!) { getJobs(jobIds: $ids) { id status progress } }', { ids: [launched.createProject.job.id] })
    await call('GET /__admin/lifecycles/rules')
    await call('GET /__admin/lifecycles/mine')
    await call('GET /__admin/dialects')
    await call('GET /__admin/clock')
  }
  await look()
  await call(`GET /__admin/jobs?limit=2&cursor=${next}`)
  await call(`POST /__admin/jobs/${held}/release`)
  await call('POST /__admin/jobs', { provider: 'julep', lifecycle: 'mine' })
  await call(`POST /api/tasks/${task}/executions`, { input: { slow: true } })
  await call(`POST /api/tasks/${task}/executions`, { input: { slow: true } })
  await call('POST /bim/apikey/authenticate', { apikey: 'k' })
  await call('POST /api/v1/guess-shape', { fileName: 'a.txt', contentType: 'text/plain', file: 'RGVhcg==' })
  await call('POST /v1/generateData', { projectId: 'first', prompt: 'Questions', numOfRecords: 3, model: 'gpt-4-turbo-2024-04-09' })
  await query('mutation ($input: LaunchProjectInput!) { createProject(input: $input) { name job { id status } } }', { input: project(await upload('more.txt')) })
  await call('POST /__admin/clock/advance', { by: '6s' })
  await look()
  await call('POST /__admin/clock/advance', { until: 'idle' })
  await look()
  await call('POST /__admin/clock/advance', { by: '1h' })
  await look()
}

async function take ({ ask }: Double, prefix = ''): Promise<any> {
  const { status, body, text } = await ask(`GET ${prefix}/__admin/snapshot`)
  return { status, snapshot: body, text }
}

const second = async (t: Test, options = {}) => await double(t, { seed: 'another', clock: { mode: 'scaled', rate: 60 }, ...options })

for (const [where, into] of [['another process', async (t: Test) => ({ the: await second(t), prefix: '' })], ['another sandbox', async (_t: Test, the: Double) => ({ the, prefix: '/@copy' })]] as const) {
  t.test(`what is put into ${where} responds and continues byte by byte like the original, with all providers`, async t => {
    const original = await double(t)
    const asking = client(original)
    const begun = await begin(asking)
    t.same(asking.heard.filter(line => / [45]\d\d |"errors"/.test(line)), [])
    const { text, snapshot } = await take(original)
    const { the, prefix } = await into(t, original)
    const { status, body } = await the.ask(`PUT ${prefix}/__admin/snapshot`, snapshot)
    t.same([status, body.jobs, body.seed, body.clock], [200, snapshot.jobs.items.length, 1, { mode: 'frozen', rate: 0, now: '2025-01-01T00:00:03.000Z' }])
    const { clock: { start: _start, ...clock }, ...rest } = (await take(the, prefix)).snapshot
    t.same({ ...rest, clock }, { ...snapshot, clock: { mode: 'frozen', rate: 0, now: '2025-01-01T00:00:03.000Z' } })

    const [one, other] = [client(original), client(the, prefix)]
    await goOn(one, begun)
    await goOn(other, begun)
    t.ok(one.heard.length > 50)
    t.same(one.heard.filter(line => / [45]\d\d |"errors"/.test(line)), [])
    t.same(other.heard, one.heard)
    t.not((await take(original)).text, text)
  })
}

t.test('a snapshot says what wrote it, and holds each value of a script once, however many jobs and rounds share it', async t => {
  const it = await double(t)
  const output = { text: 'x'.repeat(10_000) }
  await it.ask('PUT /__admin/lifecycles/large', { steps: [{ state: 'running', output }, { times: 100, steps: [{ state: 'running', after: 1, output }] }] })
  for (let made = 0; made < 50; made++) await it.make({ provider: 'immuta', lifecycle: 'large' })
  const { snapshot, text } = await take(it)
  t.match(snapshot, { version: 1, jobdouble: version, clock: { start: { mode: 'frozen' } } })
  t.same(snapshot.jobs.values, [output, output])
  t.ok(text.length < 1_000_000, `${text.length} bytes`)
})

t.test('parts that are not known here are passed over', async t => {
  const it = await double(t)
  const { snapshot } = await take(it)
  t.equal((await it.ask('PUT /__admin/snapshot', { ...snapshot, weather: [{ id: 'x' }] })).status, 200)
  t.same((await take(it)).snapshot, snapshot)
})

t.test('what cannot be put back is refused with its place, and nothing has changed', async t => {
  const it = await double(t)
  await it.make({ provider: 'immuta' })
  const { snapshot, text } = await take(it)
  const changed = (change: (snapshot: any) => void) => {
    const copy = structuredClone(snapshot)
    change(copy)
    return copy
  }
  const cases: Array<[unknown, string, string]> = [
    [{}, 'INVALID_FIELD', 'version: is required: this is not a snapshot; GET /__admin/snapshot returns one'],
    [[1], 'INVALID_FIELD', 'version: is required: this is not a snapshot; GET /__admin/snapshot returns one'],
    [{ ...snapshot, version: 2 }, 'SNAPSHOT_FOREIGN', 'version: is 2, but this program reads version 1; take the snapshot again with GET /__admin/snapshot'],
    [changed(({ jobs }) => { jobs.items[0].steps[1].at = 'soon' }), 'INVALID_FIELD', 'jobs.items[0].steps[1].at: must be a moment like 2025-01-01T00:00:00.000Z, or null for never'],
    [changed(({ jobs }) => { jobs.items[0].provider = 'acme' }), 'INVALID_FIELD', 'jobs.items[0].provider: acme is not served here; --providers sets which are'],
    [changed(it => { it.faults = { made: 1, rules: [{ place: 2, then: { status: 503 }, seen: 0, fired: 0 }] } }), 'INVALID_FIELD', 'faults.rules[0].place: must be greater than that of the rule before it, and at most 1'],
    [changed(it => { it.faults = { made: 1, rules: [{ place: 1, then: { status: 9 }, seen: 0, fired: 0 }] } }), 'INVALID_FIELD', 'faults.rules[0].then.status: must be at least 200'],
    [changed(it => { it.faults = { made: 1, rules: [{ place: 1, then: { lifecycle: 'sucess' }, seen: 0, fired: 0 }] } }), 'INVALID_FIELD', 'faults.rules[0].then.lifecycle: there is no lifecycle sucess; did you mean success?'],
    [changed(it => { delete it.files }), 'INVALID_FIELD', 'files: is required'],
    [changed(({ clock }) => { clock.rate = 3 }), 'INVALID_FIELD', 'clock.rate: a frozen clock has the rate 0; set the mode to scaled for any other rate']
  ]
  for (const [body, code, message] of cases) {
    const answer = await it.ask('PUT /__admin/snapshot', body)
    t.match([answer.status, answer.body.error], [400, { code, message }])
    t.equal((await take(it)).text, text)
  }
  t.match((await it.inject({ method: 'PUT', url: '/__admin/snapshot', payload: '{', headers: { 'content-type': 'application/json' } })).json(), { error: { code: 'MALFORMED_BODY' } })
})

t.test('a snapshot may be far larger than other bodies; one beyond 128 MB is neither taken nor given', async t => {
  const it = await double(t, { maxJobBytes: 1_000_000_000 })
  const { snapshot } = await take(it)
  const large = { ...snapshot, jobs: { ...snapshot.jobs, values: ['x'.repeat(12_000_000)] } }
  t.equal((await it.app.inject({ method: 'PUT', url: '/__admin/snapshot', payload: large })).statusCode, 200)
  const tooLarge = await it.app.inject({ method: 'PUT', url: '/__admin/snapshot', headers: { 'content-type': 'application/json', 'content-length': String(128 * 1024 * 1024 + 1) }, payload: '{}' })
  t.same([tooLarge.statusCode, tooLarge.json()], [413, { error: { code: 'BODY_TOO_LARGE', message: 'The snapshot is larger than 128 MB; delete what the test does not need before taking it' } }])

  const output = 'x'.repeat(9_000_000)
  const { jobs } = it.app.sandboxes.get('main')
  for (let made = 0; made < 15; made++) jobs.create({ id: `job-${made}`, provider: 'immuta', kind: 'job', lifecycle: 'instant', output: output + made })
  const { status, snapshot: refusal } = await take(it)
  const refused = { error: { code: 'SNAPSHOT_TOO_LARGE', message: 'The snapshot would be larger than 128 MB and could not be restored; delete what the test does not need, or reset the sandbox' } }
  t.same([status, refusal], [507, refused])

  // as V8 does with a text of more than 512 MB
  const endless = { toJSON () { throw new RangeError('Invalid string length') } }
  it.app.sandboxes.get('endless').jobs.create({ id: 'a', provider: 'immuta', kind: 'job', lifecycle: 'instant', output: endless })
  t.equal((await take(it, '/@endless')).status, 507)
})

t.test('a snapshot may be nested deeper than other bodies, because it has them within it, and is bounded all the same', async t => {
  const it = await double(t)
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const json = { 'content-type': 'application/json' }
  const made = await it.inject({ method: 'POST', url: '/__admin/jobs', headers: json, payload: `{"provider":"julep","input":{"a":${nested(98)}}}` })
  t.equal(made.statusCode, 201)
  const { text, snapshot } = await take(it)
  t.equal((await it.inject({ method: 'PUT', url: '/__admin/snapshot', headers: json, payload: text })).statusCode, 200)
  const answer = await it.inject({ method: 'PUT', url: '/__admin/snapshot', headers: json, payload: `${JSON.stringify(snapshot).slice(0, -1)},"extra":${nested(120)}}` })
  t.same([answer.statusCode, answer.json()], [400, { error: { code: 'BODY_TOO_DEEP', message: 'The body is nested too deeply: it must have at most 120 levels of objects and lists' } }])
  t.equal((await take(it)).text, text)
})

t.test('a sandbox here that keeps less than the snapshot holds refuses it, and nothing has changed', async t => {
  const it = await double(t)
  await begin(client(it))
  const { snapshot } = await take(it)
  for (const [limit, code] of [[{ maxJobs: 2 }, 'JOB_LIMIT'], [{ maxThings: 1 }, undefined], [{ maxFileBytes: 1000 }, 'FILES_FULL']] as const) {
    const small = await second(t, limit)
    const before = (await take(small)).snapshot.seed
    const { status, body } = await small.ask('PUT /__admin/snapshot', snapshot)
    t.match([status, body.error?.code], code === undefined ? [200, undefined] : [507, code])
    if (code !== undefined) t.same([(await take(small)).snapshot.jobs.items, (await take(small)).snapshot.seed], [[], before])
  }
})

t.test('a running clock goes on from the moment of the snapshot, not from that of its being put back', async t => {
  const it = await double(t, { clock: { mode: 'real', now: '2030-01-01T00:00:00.000Z' } })
  const { id } = await it.make({ provider: 'immuta', lifecycle: { steps: [{ state: 'running', after: '1h' }] } })
  const { snapshot } = await take(it)
  const other = await double(t)
  await other.ask('PUT /__admin/snapshot', snapshot)
  const { body: { mode, now } } = await other.ask('GET /__admin/clock')
  t.equal(mode, 'real')
  const passed = Date.parse(now) - Date.parse(snapshot.clock.now)
  t.ok(passed >= 0 && passed < 60_000, `${passed} ms`)
  t.match((await other.ask('POST /__admin/clock/advance', { by: '1h' })).body.transitions, [{ job: id, from: 'queued', to: 'running', at: snapshot.jobs.items[0].steps[1].at }])
})

t.test('the waits in a sandbox end when a snapshot replaces the sandbox', async t => {
  const it = await double(t)
  const { id } = await it.make({ provider: 'immuta', lifecycle: 'stuck' })
  const { snapshot } = await take(it)
  const waiting = it.ask('POST /jobs/statuses', { jobIds: [id], wait: 60 }, key)
  while ((await it.ask('GET /__admin/sandbox')).body.waits === 0) await turn()
  await it.ask('PUT /__admin/snapshot', snapshot)
  t.equal((await waiting).status, 200)
  t.equal((await it.ask('GET /__admin/sandbox')).body.waits, 0)
})

t.test('what is put into the demo takes the place of its jobs, however soon it comes', async t => {
  const it = await double(t, { wallClock: new Clock({ mode: 'frozen' }) })
  const { snapshot } = await take(it)
  const [, answer] = await Promise.all([it.ask('POST /@demo/__admin/reset'), it.ask('PUT /@demo/__admin/snapshot', snapshot)])
  t.same([answer.status, answer.body.jobs], [200, 0])
})
