import t from 'tap'
import { startDouble } from '../support/client.ts'

t.test('a snapshot is restored in its own sandbox and in another one', async t => {
  const double = await startDouble(t)
  const [sandbox, other] = [await double.sandbox(), await double.sandbox()]
  const job = await sandbox.jobs.create({ provider: 'julep' })
  await sandbox.clock.advance('2s')
  const [then, snapshot] = [await sandbox.jobs.get(job), await sandbox.snapshot.get()]
  t.type(snapshot.version, 'number')
  await sandbox.reset()
  for (const target of [sandbox, other]) {
    await target.snapshot.restore(snapshot)
    t.same(await target.jobs.get(job), then)
    t.same((await target.clock.advanceUntilIdle()).transitions.map(({ to }) => to), ['succeeded'])
  }
  await t.rejects(sandbox.snapshot.restore({ version: -1 }), { name: 'JobdoubleError', code: /./ })
})
