import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Client, randomFrom } from '../support/cluster/model.ts'
import { lease, startWorld, type Process } from '../support/cluster/replicas.ts'

/** `npm run test:cluster -- --runs 200 --seed 1` for the long form. */
const given = (flag: string, usual: number) => Number(process.argv[process.argv.indexOf(flag) + 1] || usual)
const runs = process.argv.includes('--runs') ? given('--runs', 10) : 10
const firstSeed = process.argv.includes('--seed') ? given('--seed', 1) : 1

/** What happens to a replica, or to the store, during a run. */
const disturbances: Array<(replica: Process, store: Process) => Promise<void>> = [
  async replica => {
    await replica.end('SIGKILL')
    await replica.start()
  },
  async replica => {
    replica.signal('SIGSTOP')
    await sleep(1.5 * lease)
    replica.signal('SIGCONT')
  },
  async replica => {
    await replica.end('SIGTERM')
    await replica.start()
  },
  async (_replica, store) => {
    store.signal('SIGSTOP')
    await sleep(1.3 * lease)
    store.signal('SIGCONT')
  }
]

t.test('whatever happens to replicas, clients see one sandbox that does what it acknowledges', { timeout: runs * 30_000 }, async t => {
  const world = await startWorld(t, 3, ['--clock', 'frozen'])
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const draw = randomFrom(seed)
    const clients = [0, 1, 2].map(number => new Client(world, `run-${seed}-${number}`, randomFrom(seed * 100 + number)))
    const disturbing = { isOver: false }
    const act = async (client: Client) => {
      do await client.step()
      while (!disturbing.isOver || client.steps < 20)
      await client.verify()
    }
    const disturb = async () => {
      await sleep(draw(300))
      await disturbances[draw(disturbances.length)]!(world.replicas[draw(world.replicas.length)]!, world.store)
      disturbing.isOver = true
    }
    await t.resolves(Promise.all([...clients.map(act), disturb()]), `seed ${seed}`)
    t.comment(`${clients.map(({ steps }) => steps).join(', ')} steps`)
  }
})
