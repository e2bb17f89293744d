// Runs the tests of several replicas, which need redis-server, one file after the other. `-- --runs 200 --seed 1`: the long form of the model test.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const args = process.argv.slice(2)
const files = readdirSync('test/cluster').filter(file => file.endsWith('.test.ts') && (args.length === 0 || file === 'model.test.ts'))
// tap's own limit is 30 s; each test has its own
const env = { ...process.env, TAP_TIMEOUT: '100000' }
const results = files.map(file =>
  spawnSync(process.execPath, ['--import', './test/support/typescript.js', `test/cluster/${file}`, ...args], { stdio: 'inherit', env }).status)
process.exitCode = results.every(status => status === 0) ? 0 : 1
