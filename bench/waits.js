// 10,000 requests wait for one job each, and one advance of a year ends the waits: node bench/waits.js [WAITS] [SECONDS TO HOLD]
// Prints the time of the advance, the time until all responses have arrived, and the memory in use before, during and after.
import { setTimeout as sleep } from 'node:timers/promises'
import { asker } from './ask.js'
import { serveMeasured, show } from './memory.js'

const waits = Number(process.argv[2] ?? 10_000)
const seconds = Number(process.argv[3] ?? 0)
const limits = { advance: 1000, memory: 1.1, perWait: 10_000 }

const server = await serveMeasured(['dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn', '--max-jobs', `${waits}`, '--max-connections', `${waits + 1000}`])
const { url, memory } = server
const steps = [{ state: 'running' }, { state: 'succeeded', after: '300d' }]

try {
  // the first round warms up: code is compiled, and buffers reach their size
  await round(() => {})
  await round(console.log)
} finally {
  await server.stop()
}

async function round (say) {
  // on new connections, because the server closes one that is idle for as long as the waits are held
  const { ask } = asker(url, { keepAlive: false })
  await ask('POST', '/__admin/reset')
  const before = await memory()
  say(`memory before: ${show(before)}`)
  const client = asker(url)
  await all(Array.from({ length: waits }, (_, index) => index), 100, index => client.ask('POST', '/__admin/jobs', { provider: 'immuta', id: `job-${index}`, lifecycle: { steps } }))
  const idle = await memory()
  const responses = Array.from({ length: waits }, (_, index) => client.ask('POST', '/jobs/statuses', { jobIds: [`job-${index}`], wait: -1, pollInterval: 7 }))
  while ((await ask('GET', '/__admin/sandbox')).waits !== waits) await sleep(50)
  const held = await memory()
  const perWait = (held.used - idle.used) / waits
  say(`memory while they wait: ${show(held)}; ${perWait.toFixed(0)} bytes for each wait (at most ${limits.perWait})${perWait > limits.perWait ? ' MISSED' : ''}`)
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
