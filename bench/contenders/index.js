// jobdouble beside what it can be replaced by: node bench/contenders/index.js [ROUNDS] [SECONDS] [NAME,…]
// Each round starts every server once, so that a slow phase of the machine affects all: the time until it has served a poll, its memory
// when it is idle, then polls over 64 connections. Prints the medians, and how many times the figure of jobdouble each server has.
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../programs.js'
import { findContenders, path } from './contenders.js'
import { load, setup, startPinned } from './pinned.js'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)
const names = process.argv[4]?.split(',')
const connections = 64

const columns = { start: 'first poll, ms', startProcessor: 'processor, ms', memory: 'idle, MB', cost: 'µs per poll', rate: 'polls/s', p99: 'p99, ms', memoryAfter: 'after, MB' }

const contenders = findContenders().filter(({ name }) => names?.includes(name) ?? true)
const figures = new Map(contenders.map(({ name }) => [name, []]))
for (let round = 0; round < rounds; round++) {
  for (const { name, command } of contenders) figures.get(name).push(await measure(command))
}

console.log(`medians of ${rounds} rounds of ${seconds} s over ${connections} connections; ${setup}\n`)
const medians = Array.from(figures, ([name, rows]) => [name, Object.fromEntries(Object.keys(columns).map(key => [key, median(rows.map(row => row[key]))]))])
const [, base] = medians.find(([name]) => name === 'jobdouble') ?? medians[0]
print('times jobdouble', (row, key) => (row[key] / base[key]).toFixed(2))
print('figures', (row, key) => row[key].toFixed(key === 'p99' || key === 'cost' ? 1 : 0))

async function measure (command) {
  const server = await startPinned(command, path)
  await sleep(500)
  const memory = server.memory()
  try {
    // warms up
    await load(server, { connections, seconds })
    const loaded = await load(server, { connections, seconds })
    return { start: server.start, startProcessor: server.startProcessor, memory, ...loaded, memoryAfter: server.memory() }
  } finally {
    await server.stop()
  }
}

function print (title, show) {
  console.log(`| ${title} | ${Object.values(columns).join(' | ')} |`)
  console.log(`| --- |${' --- |'.repeat(Object.keys(columns).length)}`)
  for (const [name, row] of medians) console.log(`| ${name} | ${Object.keys(columns).map(key => show(row, key)).join(' | ')} |`)
  console.log()
}
