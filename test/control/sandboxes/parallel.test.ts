import t from 'tap'
import { providers as served } from '../../../src/providers/index.ts'
import { credentials as key } from '../../support/credentials.ts'
import { double, start, type Double } from '../../support/double.ts'
import { turn } from '../../support/jobs/world.ts'

const lifecycles = ['success', 'failure', 'retry-then-success', 'retries-exhausted', 'stuck', 'late', 'forgotten']
const providers = served.map(({ name }) => name)
/** What the test at a place orders: all of them differ, each in everything. */
function orderOf (place: number) {
  return {
    name: `test-${place}`,
    seed: `seed ${place}`,
    clock: { mode: 'frozen', now: new Date(start + place * 86_400_000).toISOString() },
    dialects: { julep: place % 2 === 0 ? 'documented' : 'observed', starfish: place % 3 === 0 ? 'documented' : 'observed' },
    lifecycle: lifecycles[place % lifecycles.length]!
  }
}

/**
 * A test in a sandbox of its own: all that it is answered, but for what real time tells. Others get their turn after each
 * answer. Contracts are held elsewhere: here a sandbox has dialects of its own.
 */
async function run ({ app }: Double, place: number): Promise<string[]> {
  const order = orderOf(place)
  const texts: string[] = []
  const ask = async (operation: string, payload?: object) => {
    const [method, path] = operation.split(' ')
    const { statusCode, body } = await app.inject({ method: method as 'GET', url: `/@${order.name}${path}`, headers: key, ...payload && { payload } })
    await turn()
    return { text: `${operation} ${statusCode} ${body.replace(/"lastUsed":"[^"]*"/, '')}`, body }
  }
  const say = async (operation: string, payload?: object) => {
    const { text, body } = await ask(operation, payload)
    texts.push(text)
    return JSON.parse(body)
  }
  await app.inject({ method: 'POST', url: '/__admin/sandboxes', payload: order })
  const ids: Record<string, string> = {}
  for (const provider of providers) ids[provider] = (await say('POST /__admin/jobs', { provider })).id
  const wait = ask('POST /jobs/statuses', { jobIds: [ids.immuta], wait: 30, pollInterval: 1 + place % 3 })
  for (let step = 0; step < 4; step++) {
    await say('POST /__admin/clock/advance', { by: 500 + place * 7 })
    await say(`GET /api/jobs/${ids.julep}`)
    await say(`GET /api/v1/jobs/${ids.waveline}`)
  }
  await say('POST /__admin/lifecycles/next', { provider: 'waveline', lifecycle: lifecycles[(place + 3) % lifecycles.length] })
  await say('POST /api/v1/extract-document', { fileName: `${place}.txt`, contentType: 'text/plain', file: Buffer.from(`letter ${place}`).toString('base64'), shape: [{ name: 'sender', type: 'string' }] })
  await say('PUT /__admin/clock', { now: new Date(start + place * 86_400_000 + 60_000).toISOString() })
  texts.push((await wait).text)
  await say('POST /__admin/clock/advance', { until: 'idle' })
  await say('GET /__admin/jobs')
  await say('GET /__admin/lifecycles/rules')
  await say('GET /__admin/sandbox')
  if (place % 5 === 0) await say('POST /__admin/reset')
  return texts
}

/** So that each lifecycle comes with each combination of dialects. */
const count = lifecycles.length * 6

t.test('many sandboxes at the same time answer each exactly as it does alone', async t => {
  const together = await double(t)
  const runs = await Promise.all(Array.from({ length: count }, (_, place) => run(together, place)))
  t.equal(new Set(runs.map(String)).size, count, 'no two of them are alike')
  t.strictSame(runs.flat().filter(text => !/^[A-Z]+ \S+ 20[01] /.test(text) && !/^GET \/api\/(v1\/)?jobs\/\S+ 40[04] /.test(text)), [])
  // each tenth on a server that has had no other sandbox, because a server takes a while to build; the others one after the other
  const alone = await double(t)
  for (let place = 0; place < count; place++) t.strictSame(runs[place], await run(place % 10 === 0 ? await double(t) : alone, place), `sandbox ${place}`)
})
