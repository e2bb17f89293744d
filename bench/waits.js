// 10,000 requests wait at the same time; one advance of a year releases them: node bench/waits.js [WAITS]
// Prints how long the advance took, how long until all were answered, and the memory before, during and after.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

const waits = Number(process.argv[2] ?? 10_000)
const child = spawn(process.execPath, ['--expose-gc', 'dist/cli.js', '--port', '0', '--clock', 'frozen', '--log-level', 'warn'], { stdio: ['ignore', 'pipe', 'inherit'] })
const [line] = await once(child.stdout, 'data')
const url = /http\S+/.exec(line)[0]
const agent = new Agent({ keepAlive: true, maxSockets: Infinity })

try {
  const { id } = await ask('POST', '/__admin/jobs', { provider: 'immuta', lifecycle: { steps: [{ state: 'running' }, { state: 'succeeded', after: '300d' }] } })
  report('before', memory())
  const answers = Array.from({ length: waits }, () => ask('POST', '/jobs/statuses', { jobIds: [id], wait: -1, pollInterval: 7 }))
  while ((await ask('GET', '/__admin/sandbox')).waits !== waits);
  report('while they wait', memory())
  const begin = performance.now()
  await ask('POST', '/__admin/clock/advance', { by: '365d' })
  console.log(`the advance was answered after ${(performance.now() - begin).toFixed(0)} ms`)
  const states = (await Promise.all(answers)).map(answer => answer[id].state)
  console.log(`all ${states.length} were answered after ${(performance.now() - begin).toFixed(0)} ms, ${states.filter(state => state === 'completed').length} with completed`)
  agent.destroy()
  report('afterwards', memory())
} finally {
  child.kill()
}

function report (when, megabytes) {
  console.log(`memory ${when}: ${megabytes.toFixed(0)} MB`)
}

function memory () {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024
}

async function ask (method, path, body) {
  const outgoing = request(url + path, { method, agent, headers: { authorization: 'k', 'content-type': 'application/json' } })
  const [answer] = await once(outgoing.end(body && JSON.stringify(body)), 'response')
  let text = ''
  for await (const data of answer) text += data
  return JSON.parse(text)
}
