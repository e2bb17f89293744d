import t from 'tap'
import { pathToFileURL } from 'node:url'
import { BuiltInLifecycles } from '../../../src/jobs/lifecycles/built-in.ts'
import { viewAt } from '../../../src/jobs/job.ts'
import { toLifecycle } from '../../../src/jobs/lifecycles/lifecycle.ts'
import { Lifecycles } from '../../../src/jobs/lifecycles/lifecycles.ts'
import { InvalidField } from '../../../src/validation/index.ts'
import { builtIn, jobOf, start } from '../../support/jobs/world.ts'

/** The views of a job of each lifecycle, by the ms since its creation: just before each change, and at the change. */
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
  },
  slow: { 0: 'queued 0', 29_999: 'queued 0', 30_000: 'running 0', 330_000: 'running 50', 629_999: 'running 99', 630_000: 'succeeded 100' },
  flapping: {
    0: 'queued 0',
    1000: 'running 0',
    2000: 'retrying 25 The connection was lost',
    3000: 'running 25 The connection was lost',
    4000: 'retrying 25 The connection was lost',
    5000: 'running 25 The connection was lost',
    6000: 'retrying 25 The connection was lost',
    7000: 'running 25 The connection was lost',
    9999: 'running 99 The connection was lost',
    10_000: 'succeeded 100'
  },
  regression: { 0: 'queued 0', 1000: 'running 0', 5000: 'succeeded 100', 6999: 'succeeded 100', 7000: 'running 80', 9000: 'running 90', 11_000: 'succeeded 100' },
  'unknown-status': { 0: 'queued 0', 1000: 'running 0', 2999: 'running 49', 3000: 'running 50 (ARCHIVED)', 4999: 'running 50 (ARCHIVED)', 5000: 'running 50', 6999: 'running 99', 7000: 'succeeded 100' },
  'cancel-race': { 0: 'queued 0', 1000: 'running 0', 6000: 'running 50', 11_000: 'succeeded 100' },
  'partial-result': { 0: 'queued 0', 1000: 'running 0', 2999: 'running 32', 3000: 'running 33', 5000: 'running 66', 6999: 'running 99', 7000: 'succeeded 100' }
}

t.test('the built-in lifecycles are these', async t => {
  t.strictSame(builtIn.list().map(({ name }) => name), Object.keys(timelines).sort())
  for (const { name, description } of builtIn.list()) t.match(description, /^[A-Z].*\.$/, name)
})

for (const [name, timeline] of Object.entries(timelines)) {
  t.test(`a job of ${name} takes the documented steps`, async t => {
    const job = jobOf(builtIn.get(name).script)
    const shown = (ms: number) => {
      if (start + ms < job.visibleFrom || start + ms >= job.visibleUntil) return 'unknown'
      const { state, progress, error, unknownStatus } = viewAt(job, start + ms)
      return [state, progress, ...unknownStatus === undefined ? [] : [`(${unknownStatus})`], ...error === null ? [] : [(error as { message: string }).message]].join(' ')
    }
    t.strictSame(Object.fromEntries(Object.keys(timeline).map(ms => [ms, shown(Number(ms))])), timeline)
    t.ok(job.steps.every(({ at }) => Object.keys(timeline).includes(String(at - start)) || at === Infinity), 'each of its steps is in the table')
  })
}

t.test('the scripts of a folder are listed by name, and other files are ignored', async t => {
  const folder = t.testdir({
    'b.yaml': 'steps: [{ state: running }]',
    'a.yaml': 'name: a\ndescription: My own.\nsteps: [{ state: queued, after: 1s }]',
    'notes.txt': 'not a script',
    'c.yaml.bak': 'steps: nonsense'
  })
  const lifecycles = new Lifecycles(new BuiltInLifecycles(pathToFileURL(`${folder}/`)))
  t.strictSame(lifecycles.list(), [
    toLifecycle({ name: 'a', description: 'My own.', steps: [{ state: 'queued', after: '1s' }] }, 'a.yaml'),
    toLifecycle({ steps: [{ state: 'running' }] }, 'b.yaml', 'b')
  ])
})

t.test('an invalid file is rejected with its name when the lifecycle is used', async t => {
  const table: Array<[text: string, field: string, message: string]> = [
    ['', 'bad.yaml', 'must be an object'],
    ['name: good\nsteps: [{ state: running }]', 'bad.yaml.name', 'must be bad, the name of the file, or be omitted'],
    ['steps: [{ state: nothing }]', 'bad.yaml.steps[0].state', 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired']
  ]
  for (const [text, field, message] of table) {
    const folder = t.testdir({ 'bad.yaml': text })
    const lifecycles = new Lifecycles(new BuiltInLifecycles(pathToFileURL(`${folder}/`)))
    lifecycles.mustHave('bad')
    t.throws(() => lifecycles.get('bad'), new InvalidField(field, message))
  }
})

t.test('a lifecycle is found by its name', async t => {
  t.equal(builtIn.get('success'), builtIn.list().find(({ name }) => name === 'success'))
  t.equal(builtIn.choose('success'), builtIn.get('success'))
})

t.test('a script is a lifecycle without a file', async t => {
  const script = { steps: [{ state: 'queued' as const }] }
  t.strictSame(builtIn.choose(script), toLifecycle(script, 'lifecycle'))
  t.throws(() => builtIn.choose({ steps: [] }), { code: 'INVALID_FIELD', field: 'lifecycle.steps' })
})

t.test('the error for an unknown name has the most similar name', async t => {
  const nearest: Array<[name: string, nearest: string]> = [['succes', 'success'], ['fail', 'failure'], ['waitng', 'waiting'], ['retry-success', 'retry-then-success']]
  for (const [name, hint] of nearest) {
    t.throws(() => builtIn.get(name), { code: 'LIFECYCLE_UNKNOWN', statusCode: 404, message: `There is no lifecycle ${name}; did you mean ${hint}?` })
    t.throws(() => builtIn.choose(name), new InvalidField('lifecycle', `there is no lifecycle ${name}; did you mean ${hint}? GET /__admin/lifecycles lists all`))
  }
})

t.test('the output of partial-result grows', async t => {
  const job = jobOf(builtIn.get('partial-result').script)
  t.strictSame([0, 1000, 3000, 5000, 7000].map(ms => (viewAt(job, start + ms).output as { parts: string[] } | null)?.parts.length), [undefined, 0, 1, 2, 3])
})

const script = (state: string) => ({ steps: [{ state }] })

t.test('an uploaded lifecycle replaces the built-in one of its name until it is removed', async t => {
  const lifecycles = builtIn.fork()
  t.same(lifecycles.put('mine', { ...script('running'), description: 'Mine.' }), toLifecycle({ ...script('running'), description: 'Mine.' }, '', 'mine'))
  const shadow = lifecycles.put('success', script('failed'))
  t.equal(lifecycles.choose('success'), shadow)
  t.strictSame(lifecycles.uploaded.map(({ name }) => name), ['mine', 'success'])
  t.strictSame(lifecycles.list().map(({ name }) => name), [...builtIn.list().map(({ name }) => name), 'mine'].sort())
  t.strictSame(['mine', 'success', 'failure'].map(name => [lifecycles.isUploaded(name), lifecycles.isBuiltIn(name)]), [[true, false], [true, true], [false, true]])
  lifecycles.remove('success')
  t.equal(lifecycles.get('success'), builtIn.get('success'))
  t.throws(() => lifecycles.remove('success'), { code: 'LIFECYCLE_NOT_UPLOADED', statusCode: 404 })
  t.strictSame(lifecycles.fork().list(), builtIn.list(), 'another sandbox has the built-in ones alone')
})

t.test('an invalid upload is rejected, and the upload before it stays', async t => {
  const lifecycles = builtIn.fork()
  const kept = lifecycles.put('mine', script('running'))
  const table: Array<[name: string, script: unknown, field: string, message: string]> = [
    ['', script('running'), 'name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens'],
    ['a b', script('running'), 'name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens'],
    ['x'.repeat(65), script('running'), 'name', 'must have 1 to 64 letters, digits, dots, underscores and hyphens'],
    ['rules', script('running'), 'name', 'cannot be rules, which is a path of the control API'],
    ['next', script('running'), 'name', 'cannot be next, which is a path of the control API'],
    ['mine', { ...script('running'), name: 'yours' }, 'name', 'must be mine, the name in the path, or be omitted'],
    ['mine', undefined, 'body', 'must be an object: {"steps": […]}'],
    ['mine', null, 'body', 'must be an object: {"steps": […]}'],
    ['mine', [], 'body', 'must be an object: {"steps": […]}'],
    ['mine', 'steps', 'body', 'must be an object: {"steps": […]}'],
    ['mine', {}, 'steps', 'is required'],
    ['mine', { steps: [{ state: 'running' }, { times: 2, steps: [{ state: 'no' }] }] }, 'steps[1].steps[0].state', 'must be one of queued, running, retrying, waiting, succeeded, failed, cancelled, expired']
  ]
  for (const [name, script, field, message] of table) t.throws(() => lifecycles.put(name, script), new InvalidField(field, message))
  t.equal(lifecycles.get('mine'), kept)
  t.equal(lifecycles.put('x'.repeat(64), { ...script('running'), name: 'x'.repeat(64) }).name.length, 64)
})

t.test('the number and the size of uploads are limited', async t => {
  const lifecycles = builtIn.fork()
  for (let index = 0; index < 1000; index++) lifecycles.put(`l${index}`, script('running'))
  t.throws(() => lifecycles.put('one-more', script('running')), { code: 'LIFECYCLE_LIMIT', statusCode: 507 })
  const large = { steps: [{ state: 'running', output: 'x'.repeat(1_000_000) }] }
  t.throws(() => lifecycles.put('l1', large), { code: 'LIFECYCLE_TOO_LARGE', statusCode: 413 })
  t.equal(lifecycles.put('l1', script('queued')).steps[0]!.state, 'queued', 'one that is there can be replaced')
  lifecycles.remove('l1')
  t.ok(lifecycles.put('one-more', script('running')))
})
