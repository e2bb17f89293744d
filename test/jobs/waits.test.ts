import t from 'tap'
import { Clock } from '../../src/time/clock.ts'
import { type Job } from '../../src/jobs/job.ts'
import { Waits, type Wait } from '../../src/jobs/waits.ts'
import { heapUsed } from '../support/heap.ts'
import { jobThrough, start, turn, unfinishedUntil } from '../support/jobs/world.ts'

/** Until none of the jobs is unfinished, counted from the start. */
const allDone = (jobs: Iterable<Job>) => Math.max(start, ...Array.from(jobs, job => unfinishedUntil(job, start)))
const never = () => Infinity

function waits () {
  const clock = new Clock({ mode: 'frozen' })
  const waits = new Waits(clock)
  return { clock, waits, advance: (ms: number) => clock.advance(start + ms) }
}

/** The moment with which the wait has resolved, in ms after the start; undefined if it is open. */
async function endOf ({ ended }: Wait): Promise<number | undefined> {
  let end: number | undefined
  ended.then(moment => { end = moment - start })
  await turn()
  return end
}

t.test('a wait ends at the computed moment', async t => {
  const { clock, waits: open, advance } = waits()
  const wait = open.open({ ids: ['a'], until: allDone }, [jobThrough('running running succeeded')])
  advance(1999)
  t.equal(await endOf(wait), undefined)
  t.equal(open.size, 1)
  advance(5000)
  t.equal(await endOf(wait), 2000)
  t.equal(open.size, 0)
  t.equal(clock.next, Infinity)
})

t.test('a wait with nothing to wait for ends now', async t => {
  const { waits: open, advance } = waits()
  t.equal(await endOf(open.open({ ids: [], until: allDone }, [])), 0)
  advance(700)
  for (const [ids, jobs] of [[[], []], [['a'], []], [['a'], [jobThrough('failed')]]] as Array<[string[], Job[]]>) {
    t.equal(await endOf(open.open({ ids, until: allDone }, jobs)), 700)
  }
  t.equal(open.size, 0)
})

t.test('the end of a wait is computed from all of its jobs', async t => {
  const { waits: open } = waits()
  const told: string[][] = []
  const until = (jobs: Iterable<Job>) => {
    told.push(Array.from(jobs, ({ id, steps }) => `${id} ${steps.at(-1)!.state}`))
    return Infinity
  }
  open.open({ ids: ['a', 'b', 'c'], until }, ['a', 'b'].map(id => jobThrough('running', { id })))
  open.update(jobThrough('failed', { id: 'b' }))
  open.update(jobThrough('queued', { id: 'c' }))
  open.update(jobThrough('queued', { id: 'd' }))
  t.strictSame(told, [['a running', 'b running'], ['a running', 'b failed'], ['a running', 'b failed', 'c queued']])
})

t.test('a wait ends when a command ends its job', async t => {
  const { waits: open, advance } = waits()
  const wait = open.open({ ids: ['a'], until: allDone }, [jobThrough('running running succeeded')])
  advance(1500)
  open.update(jobThrough('running cancelled'))
  t.equal(await endOf(wait), 1500)
})

t.test('a wait ends later when a command delays the end of its job', async t => {
  const { waits: open, advance } = waits()
  const wait = open.open({ ids: ['a'], until: allDone }, [jobThrough('running succeeded')])
  open.update(jobThrough('running running running failed'))
  advance(2999)
  t.equal(await endOf(wait), undefined)
  advance(3000)
  t.equal(await endOf(wait), 3000)
})

t.test('a wait for a job that is created later ends with it', async t => {
  const { waits: open, advance } = waits()
  const until = (jobs: Iterable<Job>) => Math.min(...Array.from(jobs, job => allDone([job])))
  const wait = open.open({ ids: ['a'], until }, [])
  advance(500)
  t.equal(await endOf(wait), undefined)
  open.update(jobThrough('running succeeded'))
  advance(9000)
  t.equal(await endOf(wait), 1000)
})

t.test('a wait for two jobs ends with the later one, once', async t => {
  const { waits: open, advance } = waits()
  const wait = open.open({ ids: ['a', 'b', 'a'], until: allDone }, [jobThrough('running failed'), jobThrough('running running failed', { id: 'b' })])
  advance(9000)
  t.equal(await endOf(wait), 2000)
  open.update(jobThrough('running', { id: 'b' }))
  t.equal(open.size, 0)
})

t.test('a wait that is ended by its owner ends now, and takes no memory', async t => {
  const { clock, waits: open, advance } = waits()
  const wait = open.open({ ids: ['a'], until: allDone }, [jobThrough('running succeeded')])
  const other = open.open({ ids: ['a'], until: never }, [jobThrough('running succeeded')])
  advance(300)
  wait.end()
  t.equal(clock.next, Infinity)
  t.equal(open.size, 1)
  wait.end()
  t.equal(await endOf(wait), 300)
  advance(400)
  other.end()
  t.equal(await endOf(other), 400)
})

t.test('all waits can be ended at once', async t => {
  const { clock, waits: open, advance } = waits()
  const all = [allDone, never, allDone].map((until, index) => open.open({ ids: [`${index}`], until }, [jobThrough('running succeeded', { id: `${index}` })]))
  advance(100)
  open.endAll()
  t.equal(open.size, 0)
  t.equal(clock.next, Infinity)
  t.strictSame(await Promise.all(all.map(endOf)), [100, 100, 100])
  open.endAll()
})

t.test('ten thousand waits are resolved in chunks, so that the event loop turns in between', async t => {
  const { clock, waits: open, advance } = waits()
  const job = jobThrough('running succeeded')
  let answered = 0
  for (let index = 0; index < 10_000; index++) {
    const ids = ['a', `only ${index}`]
    open.open({ ids, until: allDone }, [job]).ended.then(moment => { answered += moment === start + 1000 ? 1 : 0 })
  }
  t.equal(open.size, 10_000)
  advance(1000)
  t.equal(open.size, 0)
  t.equal(clock.next, Infinity)
  t.equal(answered, 0)
  const seen = []
  for (let turns = 0; turns < 51; turns++) {
    await turn()
    seen.push(answered)
  }
  t.strictSame(seen, Array.from(seen, (_, index) => Math.min(10_000, (index + 1) * 200)))
})

t.test('waits that have ended take no memory, nor do their jobs', async t => {
  const { waits: open } = waits()
  const openAndEnd = async () => {
    // objects in place of ids: the garbage collection of a string cannot be observed
    const about = Array.from({ length: 100 }, (_, index) => ({ id: index }))
    const all = about.map(id => open.open({ ids: [id as unknown as string], until: () => id.id + Infinity }, []))
    for (const { end } of all) end()
    await Promise.all(all.map(async ({ ended }) => await ended))
    return about.map(id => new WeakRef(id))
  }
  const about = await openAndEnd()
  await turn()
  heapUsed()
  t.equal(about.filter(id => id.deref() !== undefined).length, 0)
  t.equal(open.size, 0)
})

t.test('waits that end while others are resolved are resolved after them', async t => {
  const { waits: open, advance } = waits()
  const answered: string[] = []
  const wait = (name: string) => {
    const wait = open.open({ ids: [name], until: never }, [])
    wait.ended.then(() => answered.push(name))
    return wait
  }
  for (let index = 0; index < 250; index++) wait(`early ${index}`).end()
  await turn()
  t.equal(answered.length, 200)
  advance(1)
  wait('late').end()
  await turn()
  t.equal(answered.length, 251)
  t.equal(answered.at(-1), 'late')
  wait('last').end()
  await turn()
  t.equal(answered.at(-1), 'last')
})

t.test('open waits have at most a million job ids together', async t => {
  const { waits: open } = waits()
  const ids = Array<string>(500_000).fill('a')
  const [first] = [open.open({ ids, until: never }, []), open.open({ ids, until: never }, [])]
  t.throws(() => open.open({ ids: ['b'], until: never }, []), { code: 'WAIT_LIMIT', statusCode: 507, message: 'The open waits of a sandbox may have at most 1000000 job ids together; end some of them first' })
  t.equal(open.size, 2)
  first.end()
  open.open({ ids, until: never }, [])
})
