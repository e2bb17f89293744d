import t from 'tap'
import { pathToFileURL } from 'node:url'
import { viewAt } from '../../src/jobs/job.ts'
import { toLifecycle } from '../../src/jobs/lifecycle.ts'
import { Lifecycles, readLifecycles } from '../../src/jobs/lifecycles.ts'
import { InvalidField } from '../../src/validation.ts'
import { builtIn, jobOf, start } from './world.ts'

/** What a job of each lifecycle shows, by the ms since it was made: the moment just before each change, and the change. */
const timelines: Record<string, Record<number, string>> = {
  success: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 3000: 'running 50', 4999: 'running 99', 5000: 'succeeded 100' },
  failure: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 4999: 'running 59', 5000: 'failed 60 The job failed' },
  cancelled: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 2999: 'running 49', 3000: 'cancelled 50' },
  expired: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 900_999: 'running 89', 901_000: 'expired 90' },
  instant: { 0: 'succeeded 100' },
  stuck: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 5999: 'running 41', 6000: 'running 42', 1e12: 'running 42' },
  waiting: { 0: 'queued 0', 999: 'queued 0', 1000: 'running 0', 2999: 'running 49', 3000: 'waiting 50', 1e12: 'waiting 50' },
  late: { 0: 'unknown', 999: 'unknown', 1000: 'running 0', 4999: 'running 99', 5000: 'succeeded 100' },
  forgotten: { 0: 'queued 0', 1000: 'running 0', 5000: 'succeeded 100', 59_999: 'succeeded 100', 60_000: 'unknown' },
  'retry-then-success': {
    0: 'queued 0',
    999: 'queued 0',
    1000: 'running 0',
    2999: 'running 29',
    3000: 'retrying 30 The first attempt failed',
    4999: 'retrying 30 The first attempt failed',
    5000: 'running 30 The first attempt failed',
    8999: 'running 99 The first attempt failed',
    9000: 'succeeded 100'
  },
  'retries-exhausted': {
    0: 'queued 0',
    999: 'queued 0',
    1000: 'running 0',
    2999: 'running 0',
    3000: 'retrying 0 Attempt 1 of 3 failed',
    5000: 'running 0 Attempt 1 of 3 failed',
    7000: 'retrying 0 Attempt 2 of 3 failed',
    9000: 'running 0 Attempt 2 of 3 failed',
    10_999: 'running 0 Attempt 2 of 3 failed',
    11_000: 'failed 0 Attempt 3 of 3 failed'
  }
}

t.test('the built-in lifecycles are these', async t => {
  t.strictSame(builtIn.list().map(({ name }) => name), Object.keys(timelines).sort())
  for (const { name, description } of builtIn.list()) t.match(description, /^[A-Z].*\.$/, name)
})

for (const [name, timeline] of Object.entries(timelines)) {
  t.test(`a job of ${name} goes its way`, async t => {
    const job = jobOf(builtIn.get(name).script)
    const shown = (ms: number) => {
      if (start + ms < job.visibleFrom || start + ms >= job.visibleUntil) return 'unknown'
      const { state, progress, error } = viewAt(job, start + ms)
      return [state, progress, ...error === null ? [] : [(error as { message: string }).message]].join(' ')
    }
    t.strictSame(Object.fromEntries(Object.keys(timeline).map(ms => [ms, shown(Number(ms))])), timeline)
    t.ok(job.steps.every(({ at }) => Object.keys(timeline).includes(String(at - start)) || at === Infinity), 'each of its steps is in the table')
  })
}

t.test('a folder\'s scripts are read in the order of their names, whatever else lies there', async t => {
  const folder = t.testdir({
    'b.yaml': 'steps: [{ state: running }]',
    'a.yaml': 'name: mine\ndescription: My own.\nsteps: [{ state: queued, after: 1s }]',
    'notes.txt': 'not a script',
    'c.yaml.bak': 'steps: nonsense'
  })
  const lifecycles = readLifecycles(pathToFileURL(`${folder}/`))
  t.strictSame(lifecycles.list(), [
    toLifecycle({ name: 'mine', description: 'My own.', steps: [{ state: 'queued', after: '1s' }] }, 'a.yaml'),
    toLifecycle({ steps: [{ state: 'running' }] }, 'b.yaml', 'b')
  ])
})

t.test('a file that is no script is refused by its name', async t => {
  const table: Array<[text: string, field: string, message: string]> = [
    ['', 'bad.yaml', 'must be an object'],
    ['steps: [{ state: nothing }]', 'bad.yaml.steps[0].state', 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired']
  ]
  for (const [text, field, message] of table) {
    const folder = t.testdir({ 'bad.yaml': text })
    t.throws(() => readLifecycles(pathToFileURL(`${folder}/`)), new InvalidField(field, message))
  }
})

t.test('a lifecycle is found by its name', async t => {
  t.equal(builtIn.get('success'), builtIn.list().find(({ name }) => name === 'success'))
  t.equal(builtIn.choose('success'), builtIn.get('success'))
})

t.test('a script is a lifecycle of its own', async t => {
  const script = { steps: [{ state: 'queued' as const }] }
  t.strictSame(builtIn.choose(script), toLifecycle(script, 'lifecycle'))
  t.throws(() => builtIn.choose({ steps: [] }), { code: 'INVALID_FIELD', field: 'lifecycle.steps' })
})

t.test('a name that is not known is answered with the nearest', async t => {
  const nearest: Array<[name: string, nearest: string]> = [['succes', 'success'], ['fail', 'failure'], ['waitng', 'waiting'], ['retry-success', 'retry-then-success']]
  for (const [name, hint] of nearest) {
    t.throws(() => builtIn.get(name), { code: 'LIFECYCLE_UNKNOWN', statusCode: 404, message: `There is no lifecycle ${name}; did you mean ${hint}?` })
    t.throws(() => builtIn.choose(name), new InvalidField('lifecycle', `there is no ${name}; did you mean ${hint}? GET /__admin/lifecycles lists all`))
  }
})

t.test('of two lifecycles with one name the later one counts', async t => {
  const [first, second] = ['queued', 'running'].map(state => toLifecycle({ name: 'x', steps: [{ state }] }, 'x'))
  t.strictSame(new Lifecycles([first!, second!]).list(), [second])
})
