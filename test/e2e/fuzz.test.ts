import t from 'tap'
import { execute } from '../support/e2e/program.ts'

t.test('no valid or broken request of 2,000 ends the program, gets an unexpected 5xx or blocks /health', async t => {
  // four suites share the processor, so that each piece of work takes longer: alone, the longest takes 400 ms
  const run = await execute(process.execPath, 'scripts/fuzz.js', '--requests', '2000', '--seed', '1', '--longest-work', '5000')
  t.match(run, { code: 0, all: /^2000 requests, seed 1/m })
})

const defects = [
  { operation: 'getClock', failure: '500 .*broken', path: '/__admin/clock' },
  { operation: 'listRequests', failure: 'logged a defect: Error: thrown after the response < close \\(program.js:1\\)', path: '/__admin/requests' },
  { operation: 'get_execution_details_executions__execution_id__get', failure: 'wait /health took more than \\d s', path: '/executions/' },
  { operation: 'holdJob', failure: 'death exit code 1: Error: thrown in a timer', path: '/__admin/jobs/' }
]

for (const { operation, failure, path } of defects) {
  t.test(`the fuzzer reports a defect of ${operation}, with a request that shows it alone`, async t => {
    const args = ['--program', 'test/support/e2e/fuzz-stand-in.js', '--concurrency', '4', '--requests', '12', '--seed', '2', '--operation', operation]
    const { code, all } = await execute(process.execPath, 'scripts/fuzz.js', ...args)
    t.equal(code, 1)
    t.match(all, new RegExp(`^\\d+ × ${failure}.*\n  --seed 2 --only \\d+: .*${path}`, 'm'))
  })
}
