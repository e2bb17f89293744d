import t from 'tap'
import { start } from '../src/index.ts'

t.test('a server runs in this process until it is closed', async t => {
  const double = await start({ clock: { mode: 'frozen' }, seed: 1, providers: ['julep'] })
  t.match(double.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const { seed, clock } = await (await fetch(`${double.url}/__admin/sandbox`)).json() as { seed: number, clock: { mode: string } }
  t.same([seed, clock.mode], [1, 'frozen'])
  await double.close()
  await t.rejects(fetch(double.url))
})

t.test('disposal closes it', async t => {
  let url = ''
  {
    await using double = await start()
    url = double.url
    t.equal((await fetch(`${url}/health`)).status, 200)
  }
  await t.rejects(fetch(url))
})

t.test('an unknown lifecycle is rejected', async t => {
  await t.rejects(start({ lifecycle: 'sucess' }), { code: 'LIFECYCLE_UNKNOWN' })
})
