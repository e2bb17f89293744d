// How long a report over 10,000 exchanges takes, and the longest time for which it keeps other requests waiting:
// node --expose-gc bench/report.js [failures], for one kind of exchanges. Both are processor time of the thread that serves, so that other programs
// on the machine do not count; the threads of the garbage collector and of the compiler do not either, because they keep no request waiting.
import { build } from 'esbuild'
import { readFileSync, rmSync } from 'node:fs'

const root = new URL('../', import.meta.url).pathname
const outfile = `${root}dist/report-bench.mjs`
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
await build({
  stdin: { contents: "export { build } from './src/app.ts'; export { readOptions, toSettings } from './src/start/index.ts'", resolveDir: root, loader: 'ts' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  outfile,
  logLevel: 'warning',
  external: Object.keys(dependencies),
  alias: Object.fromEntries(['@fastify/static', '@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'].map(name => [name, `${root}scripts/unneeded.js`])),
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" }
})
const { build: buildApp, readOptions, toSettings } = await import(outfile)
rmSync(outfile)

const limits = { time: 200, block: 20 }
const exchanges = 10_000
const headers = { authorization: 'Bearer bench', 'x-api-key': 'bench' }

/** What the requests of a test suite are about: a few jobs with many polls, many jobs with a few polls, jobs that are polled together, and failures. */
const kinds = {
  'polls of 10 jobs': { jobs: 10, provider: 'julep', toRequest: id => ({ url: `/api/jobs/${id}` }) },
  'polls of 1,000 jobs': { jobs: 1000, provider: 'waveline', toRequest: id => ({ url: `/api/v1/jobs/${id}` }) },
  'polls of 10 jobs at once': { jobs: 1000, provider: 'immuta', toRequest: (_, ids, number) => ({ method: 'POST', url: '/jobs/statuses', payload: { jobIds: ids.slice(number % 990, number % 990 + 10), wait: 0 } }) },
  'polls of which each second fails': { jobs: 100, provider: 'julep', fault: { when: { probability: 0.5 }, then: { status: 503 } }, toRequest: id => ({ url: `/api/jobs/${id}` }) }
}

const [only] = process.argv.slice(2)
for (const [kind, setting] of Object.entries(kinds)) if (only === undefined || kind.includes(only)) await measure(kind, setting)

async function measure (kind, { jobs, provider, fault, toRequest }) {
  const app = await buildApp(toSettings(readOptions({ clock: 'frozen', seed: 1, maxRequests: exchanges, maxRequestBytes: 64 * 1024 * 1024 })), {})
  const control = async (url, payload) => (await app.inject({ method: 'POST', url: `/__admin/${url}`, payload })).json()
  const ids = []
  for (let number = 0; number < jobs; number++) ids.push((await control('jobs', { provider, lifecycle: 'slow' })).id)
  if (fault !== undefined) await control('faults', fault)
  for (let number = 0; number < exchanges; number++) {
    await app.inject({ headers, ...toRequest(ids[number % jobs], ids, number) })
    if (number % jobs === 0) await control('clock/advance', { by: '1s' })
  }
  for (const format of ['json', 'html']) {
    // the first reports are made by code that V8 has not optimized yet
    const runs = []
    for (let count = 0; count < 7; count++) runs.push(await run(app, format))
    const { time, block, bytes } = runs.sort((one, other) => one.time - other.time)[3]
    const isMissed = time > limits.time || block > limits.block
    console.log(`${kind}, ${format}: ${time.toFixed(0)} ms (at most ${limits.time}), longest block ${block.toFixed(1)} ms (at most ${limits.block}), ${(bytes / 1024).toFixed(0)} kB${isMissed ? ' MISSED' : ''}`)
  }
  await app.close()
}

async function run (app, format) {
  globalThis.gc?.()
  const start = mainThreadTime()
  let [last, block, isRunning] = [0, 0, true]
  const tick = () => {
    const now = mainThreadTime() - start
    block = Math.max(block, now - last)
    last = now
    if (isRunning) setImmediate(tick)
  }
  setImmediate(tick)
  const { statusCode, rawPayload } = await app.inject(`/__admin/report?format=${format}`)
  isRunning = false
  if (statusCode !== 200) throw new Error(`the report is ${statusCode}`)
  return { time: mainThreadTime() - start, block, bytes: rawPayload.length }
}

/** The processor time (ms) of the main thread, from Linux: Node.js 20 knows only that of the process. */
function mainThreadTime () {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6
}
