import t from 'tap'
import { SceneClient, type Send } from '../../src/scenes/client.ts'
import type { ClientScript } from '../../src/scenes/schema.ts'
import { sandbox } from '../support/sandboxes/make.ts'

const script: ClientScript = {
  provider: 'waveline',
  contents: {},
  headers: {},
  start: { method: 'POST', path: '/jobs' },
  keep: { job: 'id' },
  poll: { method: 'GET', path: '/jobs/{job}' },
  status: 'status',
  until: ['done'],
  every: '1s',
  jobs: 1
}

/** A client whose requests are responded to when the test says so. */
function waitingClient () {
  const world = sandbox()
  const paths: string[] = []
  const defects: unknown[] = []
  let respond!: () => void
  const send: Send = async ({ path }) => {
    paths.push(path)
    await new Promise<void>(resolve => { respond = resolve })
    return { status: 200, headers: new Headers(), body: { id: 'job-1', status: 'running' } }
  }
  new SceneClient(script, { sandbox: world, send, onDefect: error => defects.push(error) }).begin()
  const advance = async (ms: number) => {
    world.clock.advance(world.clock.now() + ms)
    await new Promise(resolve => setImmediate(resolve))
  }
  return { world, paths, defects, advance, respond: () => respond() }
}

t.test('a client goes on when the response to its request has come', async t => {
  const { paths, defects, advance, respond } = waitingClient()
  await advance(0)
  respond()
  await advance(0)
  await advance(2000)
  t.strictSame([paths, defects], [['/@a/jobs', '/@a/jobs/job-1'], []])
})

const ends = [
  { name: 'a reset', end: (world: ReturnType<typeof sandbox>) => world.reset() },
  { name: 'the end of the sandbox', end: (world: ReturnType<typeof sandbox>) => world.close() }
]
for (const { name, end } of ends) {
  t.test(`${name} while a client waits for a response ends the client`, async t => {
    const { world, paths, defects, advance, respond } = waitingClient()
    await advance(0)
    end(world)
    respond()
    await advance(0)
    await advance(2000)
    t.strictSame([paths, defects], [['/@a/jobs'], []])
  })
}
