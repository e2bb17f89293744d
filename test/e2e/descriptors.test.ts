import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import { serve } from '../support/e2e/program.ts'

t.test('with all file descriptors in use, connected clients are served, and new ones once descriptors are free', async t => {
  const { url } = await serve(t, ['--clock', 'frozen', '--log-level', 'error'], {}, 100)
  const connected = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => connected.destroy())
  /** Returns the status. Without an agent, it is a client with a connection of its own. */
  const ask = async (path: string, body?: object, agent?: Agent) => {
    const headers = { authorization: 'Bearer any', 'x-api-key': 'any', 'content-type': 'application/json' }
    const sent = request(`${url}${path}`, { agent: agent ?? false, method: body === undefined ? 'GET' : 'POST', headers }).end(body && JSON.stringify(body))
    const [response] = await once(sent, 'response')
    await once(response.resume(), 'end')
    return response.statusCode
  }
  t.equal(await ask('/health', undefined, connected), 200)

  const others = []
  for (let count = 0; count < 100; count++) {
    const other = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}).resume()
    others.push(other)
    other.write('POST /__admin/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{')
    await once(other, 'connect')
    // until its request has arrived, the next one would take its place
    t.equal(await ask('/health', undefined, connected), 200)
  }
  await t.rejects(ask('/health'), 'there is no room for another connection')
  // what is read or loaded at its first use takes a descriptor
  t.equal(await ask('/__admin/jobs', { provider: 'datasaur' }, connected), 201)
  t.equal(await ask('/graphql', { query: '{ getTags(input: {}) { id } }' }, connected), 200)
  t.equal(await ask('/v1/generateData', { prompt: 'p', numOfRecords: 1, model: 'gpt-4o-mini-2024-07-18' }, connected), 200)
  t.equal(await ask('/@demo/api/v1/jobs', undefined, connected), 200)

  for (const other of others) other.destroy()
  let status
  while (status === undefined) status = await ask('/health').catch(() => undefined)
  t.equal(status, 200)
})
