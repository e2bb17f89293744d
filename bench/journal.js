// The real size of a full journal compared with the size that it reports, and the time to evict an exchange from a small journal and from a
// large one: node --expose-gc bench/journal.js
import { build } from 'esbuild'
import { rmSync } from 'node:fs'

const outfile = new URL('journal-built.mjs', import.meta.url).pathname
await build({ entryPoints: ['src/journal/index.ts'], bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'warning', banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" } })
const { Journal } = await import(outfile)
rmSync(outfile)

const megabyte = 1024 * 1024
const limits = { cost: 1.2, drop: 2 }

/** Typical requests; each has its own strings. */
const kinds = {
  'polls of 600 bytes': number => exchange(number, '', `{"id":"${number}","status":"RUNNING","progress":12.5}`),
  'bodies of 16 kB': number => exchange(number, `${number}${'x'.repeat(16_000)}`, `${number}${'y'.repeat(200)}`),
  'non-ASCII bodies of 16 kB': number => exchange(number, `${number}${'ü'.repeat(16_000)}`, `${number}${'☃'.repeat(200)}`),
  'mixed bodies': number => exchange(number, `${number}${'x'.repeat((number * 7919) % 16_000)}`, `${number}`)
}

for (const [kind, make] of Object.entries(kinds)) await fill(kind, make)

async function fill (kind, make) {
  const before = await cost()
  const journal = new Journal()
  for (let number = 0; number < 30_000; number++) add(journal, make(number))
  const real = await cost() - before
  const ratio = real / journal.bytes
  const ofBound = real / (16 * megabyte)
  console.log(`${kind}: ${journal.size} kept, ${(journal.bytes / megabyte).toFixed(2)} MB reported, ${(real / megabyte).toFixed(2)} MB real: ${ratio.toFixed(2)} of the reported size, ${ofBound.toFixed(2)} of the limit (at most ${limits.cost})${ofBound > limits.cost ? ' MISSED' : ''}`)
}

const [small, large] = [100, 100_000].map(exchanges => median(Array.from({ length: 15 }, () => timeToDrop(exchanges))))
console.log(`adding to a full journal, which evicts one: ${(small * 1e6).toFixed(0)} ns with 100 exchanges, ${(large * 1e6).toFixed(0)} ns with 100,000: ${(large / small).toFixed(2)} times (at most ${limits.drop})${large / small > limits.drop ? ' MISSED' : ''}`)

function exchange (number, body, responseBody) {
  return {
    number: 0,
    at: 1.5 + number,
    realAt: 2.5 + number,
    revision: 0,
    endedAt: 3.5 + number,
    endedRevision: 0,
    connection: number % 100,
    provider: 'julep',
    operations: ['julep.getJobStatus'],
    method: 'GET',
    url: `/api/jobs/${number}`,
    head: { text: `Host\n127.0.0.1:5627\nConnection\nkeep-alive\nauthorization\nBearer [fingerprint ${String(number).padStart(12, '0')}]\nuser-agent\nbench`, key: String(number).padStart(12, '0') },
    body: body === '' ? undefined : toText(body),
    faults: undefined,
    lost: undefined,
    outcome: 'responded',
    status: 200,
    responseHead: `HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${responseBody.length}\r\nDate: Sun, 22 Nov 2026 15:08:17 GMT\r\nConnection: keep-alive\r\n\r\n`,
    responseBody: toText(responseBody),
    duration: 0.5
  }
}

function toText (text) {
  return { text, bytes: Buffer.byteLength(text), truncated: false }
}

function add (journal, exchange) {
  journal.open(exchange)
  journal.close(exchange)
}

/** ms per exchange that is added to a full journal. */
function timeToDrop (exchanges) {
  const journal = new Journal({ exchanges, bytes: Infinity })
  const small = { ...exchange(1, '', '{}'), head: { text: '', key: undefined }, responseHead: '' }
  for (let count = 0; count < exchanges; count++) add(journal, { ...small })
  const begin = performance.now()
  for (let count = 0; count < 20_000; count++) add(journal, { ...small })
  return (performance.now() - begin) / 20_000
}

/** Memory in use on and off the heap after garbage collection, in bytes. */
async function cost () {
  for (let count = 0; count < 4; count++) {
    globalThis.gc()
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function median (values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}
