// A server on the first core, loaded from the second.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { get } from 'node:http'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { exactProcessorTime } from '../processor.js'
import { hasProgram } from './packages.js'

const hasCores = availableParallelism() > 1 && hasProgram('taskset')
const pinned = (core, command) => hasCores ? ['taskset', '-c', String(core), ...command] : command
const hasWrk = hasProgram('wrk')
export const setup = `${hasWrk ? 'wrk' : 'autocannon'}, ${hasCores ? 'the server on one core and the load on another' : 'not pinned to cores'}`

let port = 23_000 + process.pid % 10_000

/** Starts a server; resolves when it has served `path`, with the ms and the processor time (ms) from spawn until then. */
export async function startPinned (toCommand, path) {
  const url = `http://127.0.0.1:${++port}${path}`
  const [program, ...args] = pinned(0, toCommand(String(port)))
  const began = performance.now()
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  while (await statusOf(url) !== 200) {
    if (child.exitCode !== null || performance.now() - began > 60_000) throw new Error(`${args.join(' ')} does not serve ${url}`)
    await sleep(2)
  }
  const start = performance.now() - began
  const processor = () => familyOf(child.pid).reduce((sum, pid) => sum + exactProcessorTime(pid), 0)
  return {
    url,
    start,
    startProcessor: processor(),
    processor,
    memory: () => familyOf(child.pid).reduce((sum, pid) => sum + residentOf(pid), 0),
    stop: async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  }
}

/** Loads a server for some seconds: requests per second, the 99th percentile in ms, µs of processor time per request. */
export async function load ({ url, processor }, { connections, seconds }) {
  const before = processor()
  const { requests, rate, p99, failed } = await (hasWrk ? runWrk : runAutocannon)(url, connections, seconds)
  if (failed > 0) throw new Error(`${failed} requests to ${url} failed`)
  return { rate, p99, cost: (processor() - before) * 1000 / requests }
}

async function runWrk (url, connections, seconds) {
  const output = await outputOf(pinned(1, ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', 'authorization: Bearer any', url]))
  const [, value, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(output)
  return {
    requests: Number(/(\d+) requests in/.exec(output)[1]),
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)[1]),
    p99: Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit],
    failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(output)?.[1] ?? 0)
  }
}

async function runAutocannon (url, connections, seconds) {
  const output = await outputOf(pinned(1, [process.execPath, 'node_modules/autocannon/autocannon.js', '--json', '-c', String(connections), '-d', String(seconds), '-H', 'authorization=Bearer any', url]))
  const { requests, latency, non2xx, errors } = JSON.parse(output)
  return { requests: requests.total, rate: requests.average, p99: latency.p99, failed: non2xx + errors }
}

async function outputOf ([program, ...args]) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  for await (const data of child.stdout) output += data
  return output
}

/** The status of the response; undefined if there is none. */
async function statusOf (url) {
  return await new Promise(resolve => {
    get(url, { agent: false, headers: { authorization: 'Bearer any' } }, response => {
      response.resume().on('end', () => resolve(response.statusCode))
    }).on('error', () => resolve(undefined))
  })
}

/** The process and all that it has started. */
function familyOf (pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean))
  return [pid, ...children.flatMap(child => familyOf(Number(child)))]
}

/** MB. */
function residentOf (pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}
