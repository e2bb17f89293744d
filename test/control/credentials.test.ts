import t from 'tap'
import { double, type Double } from '../support/double.ts'
import { encode } from '../support/multipart-body.ts'
import { follow } from '../support/event-reader.ts'

/** Stands in every credential that is sent here, and in nothing else. */
const secret = 'hush-5627'
const key = { authorization: `Bearer ${secret}` }
const link = `https://ann-${secret}:${secret}@files.example/a.pdf`
const input = { credentials: { user: secret, keys: [{ id: secret }] }, tokens: { refresh: secret }, secrets: [secret], link, usage: { tokens: 12 }, words: { tokens: ['The', 'cat'] } }
const targetAPI = { endpoint: link, secretKey: secret }
const autoLabel = { labelerEmail: 'ann@example.com', options: { numberOfFilesPerRequest: 0, serviceProvider: 'CUSTOM' }, projectId: 'HvdyIL2iwZn', targetAPI }
const mutation = 'mutation Start($input: AutoLabelTokenBasedProjectInput!) { autoLabelTokenBasedProject(input: $input) { id } }'
const inline = `mutation { autoLabelTokenBasedProject(input: { labelerEmail: "ann@example.com", options: { numberOfFilesPerRequest: 0, serviceProvider: "CUSTOM" }, projectId: "p", targetAPI: { endpoint: "${link}", secretKey: "${secret}" } }) { id } }`
const task = '/api/tasks/0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47/executions'

/** Sends credentials in every way in which a client can, and one request on which a fault fires. */
async function sendAll ({ ask, inject }: Double): Promise<any> {
  const statuses: number[] = []
  const send = async (...request: Parameters<Double['ask']>) => {
    const { status, body } = await ask(...request)
    statuses.push(status)
    return body
  }
  await send(`GET /api/v1/jobs?pwd=${secret}&from=${encodeURIComponent(link)}`, undefined, { ...key, referer: link })
  await send('POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: link }, key)
  const execution = await send(`POST ${task}`, { input, metadata: { credentials: secret } }, key)
  await send('POST /graphql', { query: inline }, key)
  await send('POST /graphql', { query: mutation, variables: { input: autoLabel } }, key)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  await send('POST /bim/apikey/authenticate', new URLSearchParams({ apikey: secret }).toString(), form)
  await send('POST /hooks', { ...input, padding: 'x'.repeat(20_000) })
  await send('POST /hooks', new URLSearchParams({ credentials: secret, tokens: '12', link }).toString(), form)
  const { payload, type } = encode([{ name: 'operations', text: JSON.stringify({ query: mutation, variables: { input: autoLabel } }) }, { name: 'map', text: '{}' }])
  statuses.push((await inject({ method: 'POST', url: '/graphql', payload, headers: { ...key, 'content-type': type } })).statusCode)
  await send('POST /__admin/jobs', { provider: 'immuta', input })
  await send('POST /__admin/faults', { match: { provider: 'julep' }, then: { status: 503, headers: { location: link } } })
  await send(`GET ${task}?pwd=${secret}&from=${encodeURIComponent(link)}`, undefined, key)
  // the rule itself is the word of a test, and goes into snapshots as it is
  await send('DELETE /__admin/faults')
  return { statuses, execution }
}

t.test('no credential that a client sends is shown in the journal, in events, in jobs or in a snapshot', async t => {
  const d = await double(t)
  const { statuses, execution } = await sendAll(d)
  t.same(statuses, [200, 200, 201, 200, 200, 200, 404, 404, 200, 201, 201, 503, 204])
  t.same(execution.input, input, 'the provider itself responds with what the client sent')

  const url = await d.app.listen({ host: '127.0.0.1', port: 0 })
  const { until } = await follow(t, `${url}/__admin/events?lastEventId=0`)
  const events = await until(12)
  t.same([...new Set(events.map(({ event }) => event))].sort(), ['fault', 'job', 'request'])
  const places = {
    journal: (await d.ask('GET /__admin/requests')).body.items,
    unmatched: (await d.ask('GET /__admin/requests/unmatched')).body.items,
    events,
    jobs: (await d.ask('GET /__admin/jobs')).body.items,
    snapshot: (await d.ask('GET /__admin/snapshot')).body
  }
  t.same([places.journal.length, places.unmatched.length, places.jobs.length, places.snapshot.jobs.items.length], [10, 2, 5, 5])
  for (const [place, shown] of Object.entries(places)) {
    const text = JSON.stringify(shown)
    t.notMatch(text, secret, place)
    t.match(text, /fingerprint( |%20)[0-9a-f]{12}/, place)
  }
})

t.test('a job keeps what is not a credential, and the mark of a credential is the same in the job and in a snapshot', async t => {
  const { ask, make } = await double(t)
  const mark = /^\[fingerprint [0-9a-f]{12}\]$/
  const shown = { credentials: { user: mark, keys: [{ id: mark }] }, tokens: { refresh: mark }, secrets: [mark], usage: { tokens: 12 }, words: { tokens: ['The', 'cat'] } }
  const { id, input: made } = await make({ provider: 'immuta', input, output: { token: secret } })
  t.match(made, { ...shown, link: /^https:\/\/\[fingerprint [0-9a-f]{12}\]@files\.example\/a\.pdf$/ })
  t.same((await ask(`GET /__admin/jobs/${id}`)).body, (await ask('GET /__admin/jobs')).body.items[0])
  t.same((await ask(`GET /__admin/jobs/${id}`)).body.input, made)
  const snapshot = (await ask('GET /__admin/snapshot')).body
  t.same(snapshot.jobs.items[0].input, made)
  t.equal((await ask('PUT /@copy/__admin/snapshot', snapshot)).status, 200)
  t.same((await ask(`GET /@copy/__admin/jobs/${id}`)).body.input, made)
})

t.test('an output is the word of a test, and shown as it was given', async t => {
  const { ask, make, advance } = await double(t)
  const { id } = await make({ provider: 'immuta', output: { token: 'given' } })
  await advance('1h')
  t.same((await ask(`GET /__admin/jobs/${id}`)).body.output, { token: 'given' })
})

t.test('Waveline shows nothing of the URL of a document', async t => {
  const { ask } = await double(t)
  const { id } = (await ask('POST /api/v1/guess-shape', { fileName: 'a.pdf', contentType: 'application/pdf', url: link }, key)).body
  for (const operation of [`GET /api/v1/jobs/${id}`, 'GET /api/v1/jobs']) t.notMatch((await ask(operation, undefined, key)).text, 'files.example')
  t.match((await ask(`GET /__admin/jobs/${id}`)).body.input.url, /^https:\/\/\[fingerprint [0-9a-f]{12}\]@files\.example\/a\.pdf$/)
})
