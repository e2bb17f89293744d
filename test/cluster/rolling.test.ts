import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { allSeen, insist, send, startWorld, type World } from '../support/cluster/replicas.ts'

const clients = 6

/** A client that creates jobs and polls them in its own sandbox, and repeats what a client repeats: refused, broken and 503. */
class Client {
  readonly ids: string[] = []
  /** Responses that are not a success, to requests that a client does not repeat. */
  readonly failures: string[] = []
  repeated = 0
  readonly #replicas: World['replicas']
  readonly #path: string
  #count = 0

  constructor (replicas: World['replicas'], name: string) {
    this.#replicas = replicas
    this.#path = `/@${name}`
  }

  async work (isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const id = `job-${this.ids.length}`
      // with an id, so that the job of a request that was handled without a response is not created twice
      await this.#insist('POST /__admin/jobs', [201, 409], { provider: 'waveline', id })
      this.ids.push(id)
      await this.#insist(`GET /api/v1/jobs/${id}`, [200])
      await sleep(10)
    }
  }

  async #insist (operation: string, expected: readonly number[], body?: unknown): Promise<void> {
    for (;;) {
      const { url } = this.#replicas[this.#count++ % this.#replicas.length]!
      const response = await send(`${url}${this.#path}`, operation, body)
      if (response !== undefined && response !== 'refused') {
        if (!expected.includes(response.status)) this.failures.push(`${operation}: ${response.status} ${JSON.stringify(response.body)}`)
        return
      }
      this.repeated++
      await sleep(20)
    }
  }
}

t.test('all replicas are drained and started again one after the other under load, and nothing is lost', { timeout: 300_000 }, async t => {
  const { replicas } = await startWorld(t, 3, { args: ['--clock', 'frozen', '--metrics'] })
  const all = Array.from({ length: clients }, (_, number) => new Client(replicas, `rolling-${number}`))
  let isOver = false
  const working = Promise.all(all.map(async client => await client.work(() => isOver)))
  for (const replica of replicas) {
    await replica.end('SIGTERM')
    await replica.start()
    await allSeen(replicas)
  }
  isOver = true
  await working
  t.same(all.flatMap(({ failures }) => failures), [])
  for (const [number, { ids }] of all.entries()) {
    const { body: { total } } = await insist(() => replicas[number % 3]!.url, `GET /@rolling-${number}/__admin/jobs?limit=1`)
    t.equal(total, ids.length, `sandbox ${number}`)
  }
  t.comment(`${all.map(({ ids }) => ids.length)} jobs, ${all.map(({ repeated }) => repeated)} requests repeated`)
  const metrics = (await insist(() => replicas[0]!.url, 'GET /metrics')).body
  t.match(metrics, /^jobdouble_cluster_replicas 3$/m)
  t.match(metrics, /^jobdouble_cluster_forwards_total \d+$/m)
})
