/* global WheelEvent, requestAnimationFrame */
// The dashboard in Chromium: its size, its first paint, loading 10,000 jobs with 100,000 ticks, following 200 changes a second while it is
// scrolled and zoomed, its memory, and what two open dashboards cost the polls: node bench/dashboard.js [SECONDS] [ROUNDS]
// The machine's other load counts: Chromium draws without a graphics card. The load average is printed with the figures.
import autocannon from 'autocannon'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { asker } from './ask.js'
import { processorTime } from './processor.js'
import { median, serve } from './programs.js'

const seconds = Number(process.argv[2] ?? 30)
const rounds = Number(process.argv[3] ?? 5)
const counts = { jobs: 10_000, ticks: 100_000, changesPerSecond: 200 }
const limits = { size: 60, paint: 300, load: 2000, longTask: 50, frames: 50, memory: 1.2, throughput: 0.9 }

const double = await serve(['dist/cli.js', '--port', '0', '--clock', 'frozen', '--seed', '1', '--log-level', 'warn', '--max-requests', `${counts.ticks}`, '--max-request-bytes', `${2 ** 29}`])
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
})
const { ask, close } = asker(double.url)

try {
  console.log(`load average at the start: ${loadavg().map(load => load.toFixed(1)).join(' ')}`)
  await measureSize()
  await measurePaint()
  await fill()
  const page = await measureLoading()
  await measureFollowing(page)
  await page.close()
  await measureThroughput()
  console.log(`load average at the end: ${loadavg().map(load => load.toFixed(1)).join(' ')}`)
} finally {
  close()
  await browser.close()
  await double.stop()
}

/** Prints a figure. `isGood`: whether it is within its limit. */
function print (text, limit, isGood) {
  console.log(`${text} (${limit})${isGood ? '' : ' MISSED'}`)
}

async function measureSize () {
  const page = await (await fetch(double.url, { headers: { accept: 'text/html' } })).text()
  const urls = Array.from(page.matchAll(/(?:src|href)="(\/dashboard\/[^"]+)"/g), ([, url]) => double.url + url)
  const files = await Promise.all(urls.map(async url => Buffer.from(await (await fetch(url)).arrayBuffer())))
  const size = [Buffer.from(page), ...files].reduce((sum, file) => sum + gzipSync(file).length, 0) / 1000
  print(`page, styles and scripts: ${size.toFixed(1)} kB compressed`, `at most ${limits.size}`, size <= limits.size)
}

/** The median over new contexts, which have no cache. */
async function measurePaint () {
  const paints = []
  for (let round = 0; round < 5; round++) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(double.url)
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
    paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime))
    await context.close()
  }
  print(`first paint: ${median(paints).toFixed(0)} ms, the fastest ${Math.min(...paints).toFixed(0)} ms`, `under ${limits.paint}`, median(paints) < limits.paint)
}

/** Creates the jobs over an hour of the sandbox's clock, and polls them. */
async function fill () {
  const step = counts.jobs / 100
  const requests = []
  for (let first = 0; first < counts.jobs; first += step) {
    await Promise.all(Array.from({ length: step }, async (_, index) => {
      const id = `job-${first + index}`
      await ask('POST', '/__admin/jobs', { provider: 'waveline', id, lifecycle: { steps: [{ state: 'queued' }, { state: 'running', after: '30s' }, { state: 'succeeded', after: '10m' }] } })
      requests.push({ method: 'GET', path: `/api/v1/jobs/${id}`, headers: { authorization: 'Bearer any' } })
    }))
    await load(requests.slice(-step * 5), counts.ticks / 100)
    await ask('POST', '/__admin/clock/advance', { by: '10s' })
  }
  const { kept } = await ask('GET', '/__admin/requests/counters')
  console.log(`${counts.jobs} jobs, ${kept} requests`)
}

async function load (requests, amount) {
  await autocannon({ url: double.url, connections: 20, pipelining: 5, amount, requests })
}

async function measureLoading () {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(() => {
    globalThis.longTasks = []
    new PerformanceObserver(list => { globalThis.longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration }))) }).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(double.url)
  await page.waitForFunction(() => performance.getEntriesByName('loaded').length > 0, undefined, { timeout: 120_000 })
  const time = await page.evaluate(() => performance.getEntriesByName('loaded')[0].startTime)
  const rows = await page.evaluate(() => Number(document.querySelector('.rows').getAttribute('aria-rowcount')) - 1)
  print(`${rows} jobs are loaded after ${time.toFixed(0)} ms`, `under ${limits.load}`, time < limits.load && rows === counts.jobs)
  return page
}

/** Changes half by polls, half by transitions; meanwhile the page is scrolled, then zoomed, then left alone. */
async function measureFollowing (page) {
  await sleep(2000)
  const session = await page.context().newCDPSession(page)
  const memory = async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20
  }
  // a forced collection of garbage is a long task: none between the two moments
  const before = await memory()
  const begin = await page.evaluate(() => performance.now())
  const changes = change()
  await sleep(3000)
  const [scrolled, zoomed] = [await page.evaluate(scroll), await page.evaluate(zoom)]
  await sleep(Math.max(0, seconds * 1000 - 13_000))
  changes.stop()
  const done = await changes.ended
  const longTasks = await page.evaluate(begin => globalThis.longTasks.filter(({ startTime }) => startTime > begin).map(({ duration }) => duration), begin)
  const after = await memory()
  console.log(`${done} changes in ${seconds} s`)
  print(`long tasks: ${longTasks.length}, the longest ${Math.max(0, ...longTasks).toFixed(0)} ms`, `none over ${limits.longTask}`, longTasks.length === 0)
  print(`scrolling: ${scrolled.toFixed(0)} frames a second`, `over ${limits.frames}`, scrolled > limits.frames)
  print(`zooming: ${zoomed.toFixed(0)} frames a second`, `over ${limits.frames}`, zoomed > limits.frames)
  print(`memory of the page: ${before.toFixed(1)} MB, afterwards ${after.toFixed(1)} MB`, `at most ${limits.memory} times`, after / before <= limits.memory)
}

function change () {
  const state = { isStopped: false }
  const run = async () => {
    let count = 0
    for (const start = performance.now(); !state.isStopped;) {
      const due = Math.floor((performance.now() - start) / 1000 * counts.changesPerSecond)
      const batch = []
      for (; count < due; count++) {
        const id = `job-${counts.jobs - 1 - count % 50}`
        batch.push(count % 2 === 0 ? ask('GET', `/api/v1/jobs/${id}`) : ask('POST', `/__admin/jobs/${id}/state`, { state: count % 4 === 1 ? 'retrying' : 'running' }))
      }
      await Promise.allSettled(batch)
      await sleep(10)
    }
    return count
  }
  return { ended: run(), stop: () => { state.isStopped = true } }
}

/** Runs in the page: scrolls for five seconds; resolves with the frames a second. */
async function scroll () {
  const list = document.querySelector('.timeline')
  const start = performance.now()
  let frames = 0
  while (performance.now() - start < 5000) {
    list.scrollTop += 60
    await new Promise(resolve => requestAnimationFrame(resolve))
    frames++
  }
  list.scrollTop = 0
  return frames / 5
}

/** Runs in the page: zooms in and out for five seconds; resolves with the frames a second. */
async function zoom () {
  const bars = document.querySelector('.bars')
  const start = performance.now()
  let frames = 0
  while (performance.now() - start < 5000) {
    const deltaY = frames % 60 < 30 ? 20 : -20
    bars.dispatchEvent(new WheelEvent('wheel', { deltaY, ctrlKey: true, bubbles: true, cancelable: true, clientX: 1000 }))
    await new Promise(resolve => requestAnimationFrame(resolve))
    frames++
  }
  return frames / 5
}

/** Polls with two dashboards open, compared with none: the two alternate, so that a slow phase of the machine affects both. */
async function measureThroughput () {
  const { id } = await ask('POST', '/@polled/__admin/jobs', { provider: 'waveline', lifecycle: 'stuck' })
  const url = `${double.url}/@polled/api/v1/jobs/${id}`
  const poll = async () => {
    const before = processorTime(double.pid)
    const { requests } = await autocannon({ url, connections: 10, duration: 4, headers: { authorization: 'Bearer any' } })
    return { rate: requests.average, cost: (processorTime(double.pid) - before) / requests.total }
  }
  const ratios = []
  const costs = []
  for (let round = -1; round < rounds; round++) {
    const alone = await poll()
    const pages = await Promise.all([browser.newPage(), browser.newPage()])
    for (const page of pages) await page.goto(`${double.url}/@polled/`)
    await sleep(1500)
    const watched = await poll()
    for (const page of pages) await page.close()
    if (round === -1) continue
    ratios.push(watched.rate / alone.rate)
    costs.push(alone.cost / watched.cost)
  }
  print(`polls with two dashboards open: ${median(ratios).toFixed(2)} of the throughput; by the processor time of the server ${median(costs).toFixed(2)}`, `at least ${limits.throughput}`, median(ratios) >= limits.throughput)
}
