import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ask, insist, startWorld } from '../support/cluster/replicas.ts'

const [sandboxes, waits] = [200, 1000]

/** The default lease, in ms: with the short one of the other tests, a busy machine loses it while it creates all sandboxes at once. */
const lease = 3000

t.test('one of three replicas is killed amid 1,000 open waits: its 200 sandboxes respond again, with every job', { timeout: 300_000 }, async t => {
  const { replicas } = await startWorld(t, 3, { args: ['--clock', 'frozen', '--cluster-lease', `${lease}ms`] })
  const urlOf = (number: number) => replicas[number % 3]!.url
  const ids = await Promise.all(Array.from({ length: sandboxes }, async (_, number) =>
    (await ask(urlOf(number), `POST /@kill-${number}/__admin/jobs`, { provider: 'immuta' }))?.body.id))
  t.equal(ids.filter(id => id !== undefined).length, sandboxes)
  // they are cut, or end when the replicas stop
  const open = Array.from({ length: waits }, async (_, number) => await ask(urlOf(number + 1), `POST /@kill-${number % sandboxes}/jobs/statuses`, {
    jobIds: [ids[number % sandboxes]], wait: 60
  }))
  await sleep(1500)
  await replicas[0]!.end('SIGKILL')
  const begin = performance.now()
  const found = await Promise.all(ids.map(async (id, number) => {
    const { body } = await insist(() => urlOf(1 + number % 2), `GET /@kill-${number}/__admin/jobs/${id}`)
    return { id: body.id, after: performance.now() - begin }
  }))
  t.same(found.map(({ id }) => id), ids)
  const last = Math.max(...found.map(({ after }) => after))
  t.comment(`the last sandbox responded after ${Math.round(last)} ms`)
  await Promise.all(replicas.map(async replica => await replica.end()))
  await Promise.all(open)
})
