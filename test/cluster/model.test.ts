import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Clients, watchClock } from '../support/cluster/clients.ts'
import { disturbances, randomFrom } from '../support/cluster/disturbances.ts'
import { ownerOf, startWorld } from '../support/cluster/replicas.ts'

/** `npm run test:cluster -- --runs 200 --seed 1` for the long form. */
const given = (flag: string, usual: number) => process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : usual
const [runs, firstSeed] = [given('--runs', 10), given('--seed', 1)]

t.test('whatever happens to replicas, several clients see one sandbox that does what it acknowledges', { timeout: runs * 60_000 }, async t => {
  const world = await startWorld(t, 3, { args: ['--clock', 'frozen'], ahead: 2 })
  const all = Object.entries(disturbances)
  for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
    const draw = randomFrom(seed)
    // each kind in turn, so that ten runs have them all
    const [name, disturb] = all[seed % all.length]!
    const clients = new Clients(world, `run-${seed}`, draw)
    await clients.begin()
    const happen = async () => {
      await sleep(200 + draw(300))
      // mostly what affects one of the two sandboxes
      const owner = draw(4) === 0 ? draw(3) : await ownerOf(world, draw(2) === 0 ? clients.name : `real-${seed}`)
      await disturb(world, world.replicas[Math.max(0, owner)]!)
      isOver = true
      clients.end()
    }
    let isOver = false
    await t.resolves(Promise.all([
      ...[0, 1, 2].map(async client => await clients.act(client, 15)),
      clients.follow(),
      watchClock(world, `real-${seed}`, draw, () => isOver),
      happen()
    ]).then(async () => await clients.check()), `seed ${seed}: ${name}`)
    t.comment(`${clients.history.length} requests, ${clients.history.filter(({ end }) => end === Infinity).length} without a response`)
  }
})
