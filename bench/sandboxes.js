// The time to create a sandbox over HTTP, and to reset one with 1,000 jobs: node bench/sandboxes.js [ROUNDS]
// Prints the medians, and the time of /health on the same connection for comparison; then the memory of 1,000 sandboxes.
import { asker } from './ask.js'
import { serveMeasured } from './memory.js'
import { median } from './programs.js'

const rounds = Number(process.argv[2] ?? 25)
const jobs = 1000
const limits = { create: 2, reset: 5 }

const server = await serveMeasured(['dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn'])
const { ask, close } = asker(server.url)
const figures = { health: [], create: [], reset: [] }
try {
  await round()
  for (const values of Object.values(figures)) values.length = 0
  for (let count = 0; count < rounds; count++) await round()
  const [health, create, reset] = Object.values(figures).map(median)
  console.log(`requesting /health: ${health.toFixed(2)} ms`)
  report('creating a sandbox', create, limits.create)
  report(`resetting one with ${jobs} jobs`, reset, limits.reset)
  await measureMemory()
} finally {
  close()
  await server.stop()
}

/** Creates ten sandboxes one after the other, then resets one with many jobs. */
async function round () {
  for (let count = 0; count < 10; count++) {
    await time('health', () => ask('GET', '/health'))
    const { name } = await time('create', () => ask('POST', '/__admin/sandboxes', { seed: count, clock: { mode: 'frozen' }, lifecycle: 'failure' }))
    await ask('DELETE', `/__admin/sandboxes/${name}`)
  }
  await Promise.all(Array.from({ length: jobs }, (_, index) => ask('POST', '/@full/__admin/jobs', { provider: 'immuta', id: `job-${index}` })))
  const before = await ask('GET', '/__admin/sandboxes/full')
  const after = await time('reset', () => ask('POST', '/@full/__admin/reset'))
  if (before.jobs !== jobs || after.jobs !== 0) throw new Error(`there were ${before.jobs} jobs before the reset, and ${after.jobs} after it`)
}

/** The memory of empty sandboxes, then with a job and ten polls in each. */
async function measureMemory () {
  const names = Array.from({ length: 1000 }, (_, index) => `memory-${index}`)
  const before = await server.memory()
  const each = async () => ((await server.memory()).used - before.used) / names.length / 1000
  for (const name of names) await ask('POST', '/__admin/sandboxes', { name })
  const empty = await each()
  for (const name of names) {
    const { id } = await ask('POST', `/@${name}/__admin/jobs`, { provider: 'immuta' })
    for (let polls = 0; polls < 10; polls++) await ask('POST', `/@${name}/jobs/statuses`, { jobIds: [id] })
  }
  console.log(`${names.length} sandboxes: ${empty.toFixed(1)} kB each, with a job and ten polls ${(await each()).toFixed(1)} kB`)
}

async function time (figure, act) {
  const begin = performance.now()
  const result = await act()
  figures[figure].push(performance.now() - begin)
  return result
}

function report (what, ms, limit) {
  console.log(`${what}: ${ms.toFixed(2)} ms at the median (at most ${limit})${ms > limit ? ' MISSED' : ''}`)
}
