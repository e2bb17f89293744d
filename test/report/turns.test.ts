import t, { type Test } from 'tap'
import { Turns } from '../../src/report/index.ts'
import { Clock } from '../../src/time/index.ts'
import { credentials as key } from '../support/credentials.ts'
import { double } from '../support/double.ts'

t.test('a slice of work ends 5 ms after it began, and the next one begins when other work has had its turn', async t => {
  let [now, rests] = [0, 0]
  const turns = new Turns(() => now, async () => { rests++; now += 100 })
  now = 4
  t.equal(turns.isDue, false)
  now = 5
  t.equal(turns.isDue, true)
  await turns.take()
  t.equal(rests, 1)
  t.equal(turns.isDue, false)
  now += 5
  t.equal(turns.isDue, true)
})

for (const format of ['json', 'html']) {
  t.test(`other requests are responded to while a report is made and written as ${format}`, async t => {
    const world = await double(t, { wallClock: hurriedClock(t) })
    for (let count = 0; count < 10; count++) {
      const { id } = await world.make({ provider: 'waveline', lifecycle: 'slow' })
      await world.ask(`GET /api/v1/jobs/${id}`, undefined, key)
    }
    const order: string[] = []
    const report = world.app.inject(`/__admin/report?format=${format}`).then(({ statusCode }) => order.push(`report ${statusCode}`))
    for (let count = 0; count < 3; count++) order.push(`health ${(await world.ask('GET /health')).status}`)
    await report
    t.same(order, ['health 200', 'health 200', 'health 200', 'report 200'])
  })
}

/** A clock on which each look takes 5 ms: a slice of work ends after each piece, on any machine. */
function hurriedClock (t: Test): Clock {
  const clock = new Clock({ mode: 'real' }, error => t.fail(String(error)))
  let now = Date.UTC(2025, 0, 1)
  clock.now = () => {
    now += 5
    return now
  }
  return clock
}
