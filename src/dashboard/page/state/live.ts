import { signal } from '@preact/signals'
import type { Fault, Job, Page, Transition } from '../../../client/index.ts'
import { call, path } from '../curl.ts'
import { read } from '../requests.ts'
import { BusyTime } from '../timeline/busy-time.ts'
import { clock, isRunning, now, setClock } from './clock.ts'
import { changed } from './frame.ts'
import { JobTable } from './job-table.ts'
import { MarkTable } from './mark-table.ts'
import { base, origin } from './place.ts'
import { kindOf, numberOf, runsOf, TickRing, type Tick } from './ticks.ts'

/** What the page knows of the sandbox. The tables are outside the signals: `version` says that they have changed. */
export const jobs = new JobTable()
export const marks = new MarkTable()
export const ticks = new TickRing()
export const busy = new BusyTime()

export const faults = signal<Fault[]>([])
/** Whether the jobs and the requests have been read once. */
export const isLoaded = signal(false)

/** The overview at `/`, as JSON. */
export interface Overview {
  version: string
  sandbox: { name: string, url: string, seed: number | string }
  parts: Array<{
    name: string
    specification: string
    env: Record<string, string>
    statuses: Record<string, string>
    operations: Array<{ method: string, url: string, names: string[], starts: string[] }>
  }>
}
export const overview = signal<Overview>({ version: '', sandbox: { name: '', url: '', seed: '' }, parts: [] })

/** The numbers of the requests that had no response when they were read, oldest first. */
const pending = new Set<number>()

export async function loadOverview (): Promise<void> {
  const response = await fetch(`${origin}${base}/`, { headers: { accept: 'application/json' } })
  overview.value = await response.json() as Overview
}

/** The names of the providers that are served. */
export function providerNames (): string[] {
  return overview.value.parts.map(({ name }) => name).filter(name => name !== 'control')
}

export async function loadClock (): Promise<void> {
  setClock(await read(call('GET /__admin/clock')))
}

export async function loadFaults (): Promise<void> {
  const { items } = await read<Page<Fault>>(call('GET /__admin/faults'))
  if (JSON.stringify(items) !== JSON.stringify(faults.peek())) faults.value = items
}

/** Reads everything anew: at the start, and after events have been missed. */
export async function loadAll (): Promise<void> {
  const [found] = await Promise.all([readNewJobs(() => false), loadClock(), loadFaults()])
  jobs.clear()
  marks.clear()
  ticks.clear()
  busy.clear()
  pending.clear()
  for (const job of found.reverse()) putJob(job)
  await loadAllTicks()
  isLoaded.value = true
  // bench/dashboard.js reads it
  performance.mark('loaded')
  changed()
}

/** Reads the jobs, newest first, until one is known. */
async function readNewJobs (isKnown: (job: Job) => boolean, limit = 1000): Promise<Job[]> {
  const found: Job[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<Job> = await read(call(`GET /__admin/jobs?limit=${limit}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`))
    const end = page.items.findIndex(isKnown)
    found.push(...end === -1 ? page.items : page.items.slice(0, end))
    cursor = end === -1 ? page.next : null
    limit = 1000
  }
  return found
}

/** Reads the jobs that have been created since. */
export async function loadNewJobs (): Promise<void> {
  const found = await readNewJobs(({ id }) => jobs.find(id) !== undefined, 10)
  for (const job of found.reverse()) putJob(job)
}

interface TickPage { items: Tick[], next: string | null }

/** Reads all requests that there are now; the next page while one is added. Later ones may come faster than they are read. */
async function loadAllTicks (): Promise<void> {
  const load = async (query: string) => await read<TickPage>(call(`GET /__admin/requests/ticks?limit=10000${query}`))
  const { items: [newest] } = await read<TickPage>(call('GET /__admin/requests/ticks?latest=true&limit=1'))
  const end = newest === undefined ? 0 : numberOf(newest.id)
  for (let loading: Promise<TickPage> | undefined = load(''); loading !== undefined;) {
    const { items, next }: TickPage = await loading
    loading = next === null || numberOf(next) >= end ? undefined : load(`&cursor=${next}`)
    for (const tick of items) addTick(tick)
  }
}

/**
 * The largest number of requests that are read at once while the page is open: a client may send thousands in a second, and to read all
 * would slow the server down.
 */
const maxTicks = 200

/** Reads the latest requests since the last reading, and those that had no response yet. Returns whether there were more than it reads. */
export async function loadTicks (): Promise<boolean> {
  const last = ticks.fromNewest(0)?.id
  const { items } = await read<TickPage>(call(`GET /__admin/requests/ticks?latest=true&limit=${maxTicks}${last === undefined ? '' : `&cursor=${last}`}`))
  for (const tick of items) addTick(tick)
  await settlePending()
  return items.length === maxTicks
}

/** How many runs of pending requests are read at once, and how many requests a run spans. */
const maxRuns = 10
const runSpan = 50

async function settlePending (): Promise<void> {
  for (const run of runsOf(pending, runSpan).slice(0, maxRuns)) await settle(run)
}

/** Reads the requests of a run together: those that were in progress at one moment follow one another. */
async function settle (run: readonly number[]): Promise<void> {
  const [first, last] = [run[0]!, run.at(-1)!] // a run has at least one
  const { items } = await read<TickPage>(call(`GET /__admin/requests/ticks?limit=${last - first + 1}&cursor=req-${first - 1}`))
  const found = new Map(items.map(tick => [numberOf(tick.id), tick]))
  for (const number of run) {
    const tick = found.get(number)
    if (tick?.outcome === 'pending') continue
    pending.delete(number)
    // undefined if the journal has dropped it
    if (tick !== undefined) showEnd(tick)
  }
}

function showEnd (tick: Tick): void {
  ticks.replace(tick)
  for (const job of tick.jobs) {
    const index = jobs.find(job)
    if (index !== undefined) marks.settle(index, numberOf(tick.id), kindOf(tick))
  }
  changed()
}

/** Adds a job, or what is new of it. */
export function putJob (job: Job): void {
  const index = jobs.put(job)
  const time = now()
  for (let step = 0; step < jobs.stepsOf(index); step++) if (jobs.stepAt(index, step) <= time) busy.add(jobs.stepAt(index, step))
  changed()
}

function addTick (tick: Tick): void {
  ticks.add(tick)
  if (tick.outcome === 'pending') pending.add(numberOf(tick.id))
  const at = Date.parse(tick.at)
  busy.add(at)
  for (const id of tick.jobs) {
    const job = jobs.find(id)
    if (job !== undefined) marks.add(job, at, kindOf(tick), numberOf(tick.id))
  }
  changed()
}

/** The provider's word for a state. */
export function statusOf (provider: string, state: string): string {
  return overview.value.parts.find(({ name }) => name === provider)?.statuses[state] ?? state
}

/** Jobs whose timeline is not the one that the page knows, or whose status may not be the usual one of its state. */
export const stale = new Set<string>()

export function applyTransition ({ job: id, to, at, provider }: Transition): void {
  const job = jobs.find(id)
  stale.add(id)
  if (job === undefined) return
  jobs.facts[job]!.status = statusOf(provider, to)
  const moment = Date.parse(at)
  jobs.change(job, to, moment)
  busy.add(moment)
  changed()
}

export async function loadJob (id: string): Promise<void> {
  stale.delete(id)
  putJob(await read(call(`GET ${path`/__admin/jobs/${id}`}`)))
}

/** Whether the time that passes changes a job: then it is not idle, although nothing happens in it. */
export function isTimeBusy (time: number): boolean {
  if (!isRunning() || clock.value.mode === 'frozen') return false
  for (let job = jobs.size - 1; job >= Math.max(0, jobs.size - 200); job--) {
    if (!jobs.isFinal(job) && jobs.nextStepAt(job, time) < Infinity) return true
  }
  return false
}
