import t from 'tap'
import { Events } from '../../src/sandboxes/index.ts'
import { defectLog, double } from '../support/double.ts'
import { keepAlive, turn } from '../support/jobs/world.ts'
import { hour, makeJob, registry } from '../support/sandboxes/make.ts'

const boom = () => { throw new Error('boom') }

t.test('a follower of events that crashes keeps no other from being told', async t => {
  const events = new Events(() => undefined)
  const told: string[] = []
  events.follow({ notify: boom, end: boom })
  events.follow({ notify: () => told.push('event'), end: () => told.push('end') })
  t.throws(() => events.add('clock', {}), { message: 'boom' })
  t.throws(() => events.close(), { message: 'boom' })
  t.same(told, ['event', 'end'])
  t.equal(events.followers, 0)
})

t.test('a stream that crashes when a sandbox ends keeps no other from ending, and the clock from stopping', async t => {
  const { sandboxes } = registry()
  const a = sandboxes.get('a')
  const ended: string[] = []
  a.keepOpen(boom)
  a.keepOpen(() => ended.push('stream'))
  const { ended: wait } = a.jobs.wait({ ids: [makeJob(a)], until: () => Infinity })
  wait.then(() => ended.push('wait'))
  t.throws(() => sandboxes.delete('a'), { message: 'boom' })
  await wait
  t.same(ended, ['stream', 'wait'])
  t.equal(a.clock.next, Infinity)
  t.not(sandboxes.get('a'), a, 'it is gone all the same')
})

t.test('a sandbox that crashes when it is removed keeps no other from being removed in its time', async t => {
  const { sandboxes, pass } = registry()
  const names = ['a', 'b', 'c']
  for (const name of names) sandboxes.get(name)
  sandboxes.find('a').close = boom
  t.throws(() => pass(hour), { message: 'boom' })
  pass(0)
  for (const name of names) t.throws(() => sandboxes.find(name), { code: 'SANDBOX_UNKNOWN' })
})

t.test('a sandbox that crashes when the server closes keeps no other from being closed', async t => {
  const { sandboxes } = registry()
  const [a, b] = [sandboxes.get('a'), sandboxes.get('b')]
  a.close = boom
  t.throws(() => sandboxes.close(), { message: 'boom' })
  t.equal(b.closed, true)
})

t.test('what crashes in a timer or while the server closes is logged, and the server closes', async t => {
  keepAlive(t)
  const { logger, defects } = defectLog()
  const { app } = await double(t, { clock: { mode: 'real' }, logger })
  const main = app.sandboxes.get('main')
  main.clock.at(main.clock.now(), boom)
  while (defects.length === 0) await turn()
  main.keepOpen(boom)
  await app.close()
  t.same(defects, [['a timer crashed: this is a defect of jobdouble', 'boom'], ['closing the sandboxes crashed: this is a defect of jobdouble', 'boom']])
})
