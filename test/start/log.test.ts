import { spawnSync } from 'node:child_process'
import t from 'tap'

/** Runs a line against the log in a process of its own, whose stderr can be looked at. */
function log (format: 'pretty' | 'json'): string {
  const line = `import('./src/start/log.ts').then(({ createLogger }) => createLogger('info', '${format}').info({ req: { method: 'GET', url: '/x', headers: { authorization: 'secret' } } }, 'hello'))`
  return spawnSync(process.execPath, [...process.execArgv, '--input-type=module', '-e', line], { encoding: 'utf8' }).stderr
}

t.test('a program reads JSON lines, without any header', async t => {
  const { msg, level, req } = JSON.parse(log('json'))
  t.same({ msg, level, req }, { msg: 'hello', level: 30, req: { method: 'GET', url: '/x' } })
})

t.test('a person reads a short line, without any header', async t => {
  const text = log('pretty')
  t.match(text, /^\[\d\d:\d\d:\d\d\] INFO: hello/m)
  t.notMatch(text, 'secret')
})
