import t from 'tap'
import { pino } from 'pino'
import { build } from '../src/app.ts'
import { readOptions, toSettings } from '../src/start/index.ts'

t.test('a replica whose store cannot be reached does not start, and says so', async t => {
  const lines: string[] = []
  const settings = { ...toSettings(readOptions({ cluster: 'redis://127.0.0.1:1' })), initial: {} }
  for (const logger of [undefined, pino({ level: 'warn' }, { write: line => { lines.push(line) } })]) {
    await t.rejects(build(settings, { logger }), { message: /127\.0\.0\.1:1/ })
  }
  t.match(lines.join(''), 'the store of the cluster')
})
