// 10,000 requests wait for a job each, and one advance of a year releases them: node bench/waits.js [WAITS] [SECONDS TO HOLD]
// Prints how long the advance took, how long until all were answered, and the memory in use before, during and after.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { asker } from './ask.js'

const waits = Number(process.argv[2] ?? 10_000)
const seconds = Number(process.argv[3] ?? 0)
const limits = { advance: 1000, memory: 1.1 }

// when it is asked to, it collects its garbage and says what is left; memory beside the heap is given back between two collections
const confess = 'process.on("SIGUSR2", async () => { for (let count = 0; count < 3; count++) { gc(); await new Promise(resolve => setTimeout(resolve, 50)) } const { heapUsed, external, rss } = process.memoryUsage(); process.send({ used: heapUsed + external, rss }) })'
const child = spawn(process.execPath, ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(confess)}`, 'dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
const [line] = await once(child.stdout, 'data')
const url = /http\S+/.exec(line)[0]
const steps = [{ state: 'running' }, { state: 'succeeded', after: '300d' }]

try {
  // the first round compiles, and grows what stays as large as it was needed once
  await round(() => {})
  await round(console.log)
} finally {
  child.kill()
}

async function round (say) {
  // on connections of its own, for the server closes one that was idle as long as the waits are held
  const { ask } = asker(url, { keepAlive: false })
  await ask('POST', '/__admin/reset')
  const before = await memory()
  say(`memory before: ${show(before)}`)
  const client = asker(url)
  await all(Array.from({ length: waits }, (_, index) => index), 100, index => client.ask('POST', '/__admin/jobs', { provider: 'immuta', id: `job-${index}`, lifecycle: { steps } }))
  const answers = Array.from({ length: waits }, (_, index) => client.ask('POST', '/jobs/statuses', { jobIds: [`job-${index}`], wait: -1, pollInterval: 7 }))
  while ((await ask('GET', '/__admin/sandbox')).waits !== waits) await sleep(50)
  say(`memory while they wait: ${show(await memory())}`)
  await sleep(say === console.log ? seconds * 1000 : 0)
  const begin = performance.now()
  const { transitions } = await ask('POST', '/__admin/clock/advance', { by: '365d' })
  const advance = performance.now() - begin
  const states = (await Promise.all(answers)).map((answer, index) => answer[`job-${index}`].state)
  const completed = states.filter(state => state === 'completed').length
  say(`held for ${seconds} s; a year over ${waits} jobs and ${waits} waits, ${transitions.length} transitions: ${advance.toFixed(0)} ms (at most ${limits.advance})${advance > limits.advance ? ' MISSED' : ''}`)
  say(`all ${states.length} were answered after ${(performance.now() - begin).toFixed(0)} ms, ${completed} with completed${completed < waits ? ' MISSED' : ''}`)
  await ask('POST', '/__admin/reset')
  client.close()
  // the server sees one by one that the connections are gone
  await sleep(500)
  const after = await memory()
  const ratio = after.used / before.used
  say(`memory afterwards: ${show(after)}; in use ${ratio.toFixed(2)} of what was before (at most ${limits.memory})${ratio > limits.memory ? ' MISSED' : ''}`)
}

/** Acts on each, so many at a time. */
async function all (items, width, act) {
  const rest = items.values()
  await Promise.all(Array.from({ length: width }, async () => { for (const item of rest) await act(item) }))
}

async function memory () {
  child.kill('SIGUSR2')
  const [memory] = await once(child, 'message')
  return memory
}

function show ({ used, rss }) {
  return `${(used / 2 ** 20).toFixed(1)} MB in use, ${(rss / 2 ** 20).toFixed(0)} MB resident`
}
