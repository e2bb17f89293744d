import t from 'tap'
import { startDouble } from './world.ts'

t.test('a sandbox is put back to where it was, or another one to there', async t => {
  const double = await startDouble(t)
  const [sandbox, other] = [await double.sandbox(), await double.sandbox()]
  const job = await sandbox.jobs.create({ provider: 'julep' })
  await sandbox.clock.advance('2s')
  const [then, snapshot] = [await sandbox.jobs.get(job), await sandbox.snapshot.get()]
  t.type(snapshot.version, 'number')
  await sandbox.reset()
  for (const put of [sandbox, other]) {
    await put.snapshot.put(snapshot)
    t.same(await put.jobs.get(job), then)
    t.same((await put.clock.advanceUntilIdle()).transitions.map(({ to }) => to), ['succeeded'])
  }
  await t.rejects(sandbox.snapshot.put({ version: -1 }), { name: 'JobdoubleError', code: /./ })
})
