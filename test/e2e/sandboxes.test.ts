import { once } from 'node:events'
import { Agent, request } from 'node:http'
import t, { type Test } from 'tap'
import { build } from '../../src/app.ts'
import type { StartOptions } from '../../src/index.ts'
import { readOptions, toSettings } from '../../src/start/index.ts'
import { listen } from '../../src/http/server/listen.ts'
import { ask } from '../support/e2e/ask.ts'
import { serve } from '../support/e2e/program.ts'

/** Serves in this process, so that the clock and the sockets share one event loop with the clients. */
async function listening (t: Test, options: StartOptions = {}): Promise<string> {
  const app = await build(toSettings(readOptions(options)))
  t.teardown(() => app.close())
  return await listen(app, { host: '127.0.0.1', port: 0 })
}

/** Sends requests over connections that are kept, which is faster than fetch. */
function asker (t: Test, url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  t.teardown(() => agent.destroy())
  return async (path: string) => {
    const [response] = await once(request(`${url}${path}`, { agent, headers: { authorization: 'Bearer k' } }).end(), 'response')
    let text = ''
    for await (const data of response) text += data
    return JSON.parse(text)
  }
}

t.test('16 parallel reads over the transitions of ten jobs on a scaled clock never show an earlier state after a later one', async t => {
  const url = await listening(t, { clock: { mode: 'scaled', rate: 50 } })
  const read = asker(t, url)
  const order = ['CREATED', 'RUNNING', 'COMPLETED']
  const steps = [{ state: 'queued' }, { state: 'running', after: '2s' }, { state: 'succeeded', after: '2s' }]
  const rounds: number[][] = []
  for (let job = 0; job < 10; job++) {
    const { id } = await ask(t, url, 'POST /@fast/__admin/jobs', { provider: 'waveline', lifecycle: { steps } })
    for (let latest = 0, round = 0; latest < 2; round++) {
      // the rate changes between the reads, too
      if (round % 3 === 2) await ask(t, url, 'PUT /@fast/__admin/clock', { rate: 20 + round % 7 * 10 })
      const states = (await Promise.all(Array.from({ length: 16 }, () => read(`/@fast/api/v1/jobs/${id}`)))).map(({ status }) => order.indexOf(status))
      if (Math.min(...states) < latest) rounds.push([latest, ...states])
      latest = Math.max(...states)
    }
  }
  t.same(rounds, [], 'no round shows an earlier state')
})

t.test('a clock that is read while its rate changes never goes back', async t => {
  const url = await listening(t, { clock: { mode: 'scaled', rate: 1000 } })
  const read = asker(t, url)
  let latest = ''
  for (let round = 0; round < 60; round++) {
    const [, ...moments] = await Promise.all([ask(t, url, 'PUT /__admin/clock', { mode: 'scaled', rate: round % 2 === 0 ? 0.5 : 1000 }), ...Array.from({ length: 8 }, () => read('/__admin/clock'))])
    for (const { now } of moments) if (now < latest) t.fail(`${now} after ${latest}`)
    latest = moments.map(({ now }) => now).sort().at(-1)
  }
  t.match(latest, /^2\d\d\d-/)
})

t.test('sandboxes are created, used, listed and deleted, each at its own URL', async t => {
  const url = await listening(t)
  const made = await Promise.all(Array.from({ length: 50 }, (_, seed) => ask(t, url, 'POST /__admin/sandboxes', { seed, clock: { mode: 'frozen' } })))
  const ids = await Promise.all(made.map(async sandbox => (await ask(t, sandbox.url, 'POST /__admin/jobs', { provider: 'julep' })).id))
  t.equal(new Set(ids).size, 50)
  const { items } = await ask(t, url, 'GET /__admin/sandboxes')
  t.strictSame(items.map(({ name }: { name: string }) => name), [...made.map(({ name }) => name), 'main'].sort())
  for (const { name } of made) t.equal((await fetch(`${url}/__admin/sandboxes/${name}`, { method: 'DELETE' })).status, 204)
  t.equal((await ask(t, url, 'GET /__admin/sandboxes')).items.length, 1)
})

/** The status of a request to the control API with these headers. */
async function statusOf (url: string, headers: Record<string, string>): Promise<number> {
  const [response] = await once(request(`${url}/__admin/clock`, { headers }).end(), 'response')
  response.resume()
  return response.statusCode
}

t.test('on other addresses than loopback the control API requires its token, and an allowed host name', async t => {
  const { url } = await serve(t, ['--host', '0.0.0.0'], { JOBDOUBLE_CONTROL_TOKEN: 's3cret', JOBDOUBLE_ALLOWED_HOSTS: 'jobdouble' })
  t.match(url, /^http:\/\/127\.0\.0\.1:/)
  const authorization = 'Bearer s3cret'
  t.equal(await statusOf(url, {}), 401)
  t.equal(await statusOf(url, { authorization }), 200)
  t.equal(await statusOf(url, { authorization, host: 'jobdouble:5627' }), 200)
  t.equal(await statusOf(url, { authorization, host: 'evil.example' }), 403)
  t.equal(await statusOf(url, { authorization, origin: 'http://evil.example' }), 403)
  t.equal((await fetch(`${url}/health`)).status, 200)
})

t.test('on other addresses than loopback and without a token, only the providers are served', async t => {
  const { url } = await serve(t, ['--host', '0.0.0.0'])
  t.equal(await statusOf(url, {}), 401)
  t.equal((await fetch(`${url}/@demo/api/v1/jobs`, { headers: { authorization: 'Bearer k' } })).status, 200)
})
