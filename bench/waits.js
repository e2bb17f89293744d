// 10,000 requests wait for one job each, and one advance of a year ends the waits: node bench/waits.js [WAITS] [SECONDS TO HOLD]
// Prints the time of the advance, the time until all responses have arrived, and the memory in use before, during and after.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { asker } from './ask.js'

const waits = Number(process.argv[2] ?? 10_000)
const seconds = Number(process.argv[3] ?? 0)
const limits = { advance: 1000, memory: 1.1 }

// on SIGUSR2 the server collects garbage and sends its memory usage; memory off the heap is returned only between two collections
const reportMemory = 'process.on("SIGUSR2", async () => { for (let count = 0; count < 3; count++) { gc(); await new Promise(resolve => setTimeout(resolve, 50)) } const { heapUsed, external, rss } = process.memoryUsage(); process.send({ used: heapUsed + external, rss }) })'
const child = spawn(process.execPath, ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(reportMemory)}`, 'dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
const [line] = await once(child.stdout, 'data')
const url = /http\S+/.exec(line)[0]
const steps = [{ state: 'running' }, { state: 'succeeded', after: '300d' }]

try {
  // the first round warms up: code is compiled, and buffers reach their size
  await round(() => {})
  await round(console.log)
} finally {
  child.kill()
}

async function round (say) {
  // on new connections, because the server closes one that is idle for as long as the waits are held
  const { ask } = asker(url, { keepAlive: false })
  await ask('POST', '/__admin/reset')
  const before = await memory()
  say(`memory before: ${show(before)}`)
  const client = asker(url)
  await all(Array.from({ length: waits }, (_, index) => index), 100, index => client.ask('POST', '/__admin/jobs', { provider: 'immuta', id: `job-${index}`, lifecycle: { steps } }))
  const responses = Array.from({ length: waits }, (_, index) => client.ask('POST', '/jobs/statuses', { jobIds: [`job-${index}`], wait: -1, pollInterval: 7 }))
  while ((await ask('GET', '/__admin/sandbox')).waits !== waits) await sleep(50)
  say(`memory while they wait: ${show(await memory())}`)
  await sleep(say === console.log ? seconds * 1000 : 0)
  const begin = performance.now()
  const { transitions } = await ask('POST', '/__admin/clock/advance', { by: '365d' })
  const advance = performance.now() - begin
  const states = (await Promise.all(responses)).map((statuses, index) => statuses[`job-${index}`].state)
  const completed = states.filter(state => state === 'completed').length
  say(`held for ${seconds} s; a year over ${waits} jobs and ${waits} waits, ${transitions.length} transitions: ${advance.toFixed(0)} ms (at most ${limits.advance})${advance > limits.advance ? ' MISSED' : ''}`)
  say(`all ${states.length} responses after ${(performance.now() - begin).toFixed(0)} ms, ${completed} of them completed${completed < waits ? ' MISSED' : ''}`)
  await ask('POST', '/__admin/reset')
  client.close()
  // the server notices the closed connections one by one
  await sleep(500)
  const after = await memory()
  const ratio = after.used / before.used
  say(`memory afterwards: ${show(after)}; in use ${ratio.toFixed(2)} times the memory before (at most ${limits.memory})${ratio > limits.memory ? ' MISSED' : ''}`)
}

/** Calls `act` for each item, at most `width` at a time. */
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
