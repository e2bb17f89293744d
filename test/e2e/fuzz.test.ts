import t from 'tap'
import { execute } from './program.ts'

t.test('no valid or broken request of 2,000 ends the program, gets an unexpected 5xx or blocks /health', async t => {
  const run = await execute(process.execPath, 'scripts/fuzz.js', '--requests', '2000', '--seed', '1')
  t.match(run, { code: 0, all: /^2000 requests, seed 1/m })
})

t.test('the fuzzer reports each kind of defect, with a request that shows it alone', async t => {
  const program = ['--program', 'test/e2e/fuzz-stand-in.js', '--concurrency', '4']
  const { code, all } = await execute(process.execPath, 'scripts/fuzz.js', ...program, '--requests', '150', '--seed', '2')
  t.equal(code, 1)
  const reports = {
    '500 .*broken': '/__admin/clock',
    'logged a defect: Error: thrown after the response < close \\(program.js:1\\)': '/__admin/requests',
    'wait /health took more than \\d s': '/executions/',
    'death exit code 1: Error: thrown in a timer': '/__admin/jobs/'
  }
  for (const [failure, path] of Object.entries(reports)) {
    t.match(all, new RegExp(`^\\d+ × ${failure}.*\n  --seed 2 --only \\d+: .*${path}`, 'm'), failure)
  }
})
