import { ask, insist, type World } from './replicas.ts'

/** Draws whole numbers from 0 to below `limit`: mulberry32, so that a run is repeated by its seed. */
export function randomFrom (seed: number): (limit: number) => number {
  let state = seed
  return limit => {
    state = (state + 0x6D2B79F5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit)
  }
}

const start = Date.UTC(2025, 0, 1)

/** Jobs by id with their steps, the clock and the number of creations that a sequential sandbox would have. */
interface State { now: number, jobs: Map<string, string> }

/** What a client saw that must not be. */
export class Deviation extends Error {}

/**
 * A client that changes one sandbox through random replicas, step by step, and knows what must come of it. After a request without a
 * response it reads which of two states came of it; there is no third.
 */
export class Client {
  readonly #world: World
  readonly #path: string
  readonly #draw: (limit: number) => number
  #state: State = { now: start, jobs: new Map() }
  readonly #given = new Set<string>()
  steps = 0

  constructor (world: World, name: string, draw: (limit: number) => number) {
    this.#world = world
    this.#path = `/@${name}`
    this.#draw = draw
  }

  async step (): Promise<void> {
    this.steps++
    const kind = this.#draw(4)
    if (kind === 0) await this.#create()
    else if (kind === 1) await this.#advance()
    else if (kind === 2) await this.#cancel()
    else await this.verify()
  }

  async verify (): Promise<void> {
    this.#mustBe(await this.#read(), this.#state)
  }

  async #create (): Promise<void> {
    const before = this.#state
    const response = await ask(this.#url(), 'POST /__admin/jobs', { provider: 'waveline', lifecycle: 'retry-then-success' })
    if (response !== undefined) {
      if (response.status !== 201) throw new Deviation(`a job is rejected: ${JSON.stringify(response.body)}`)
      if (this.#given.has(response.body.id)) throw new Deviation(`the id ${response.body.id} is given twice`)
      this.#given.add(response.body.id)
      this.#state = { ...before, jobs: new Map([...before.jobs, [response.body.id, JSON.stringify(response.body.steps)]]) }
      return
    }
    const now = await this.#read()
    const added = [...now.jobs].filter(([id]) => !before.jobs.has(id))
    if (added.length > 1) throw new Deviation(`one request created ${added.length} jobs`)
    for (const [id] of added) this.#given.add(id)
    this.#mustBe(now, { ...before, jobs: new Map([...before.jobs, ...added]) })
    this.#state = now
  }

  async #advance (): Promise<void> {
    const before = this.#state
    const by = 1 + this.#draw(5000)
    const response = await ask(this.#url(), 'POST /__admin/clock/advance', { by })
    const after = { ...before, now: before.now + by }
    if (response !== undefined) this.#mustTransit(response.body.transitions)
    await this.#settle(response, before, after)
  }

  async #cancel (): Promise<void> {
    const before = this.#state
    const id = [...before.jobs.keys()][this.#draw(before.jobs.size || 1)]
    if (id === undefined) return
    const response = await ask(this.#url(), `POST /__admin/jobs/${id}/cancel`)
    const steps = response?.status === 200 ? JSON.stringify(response.body.steps) : undefined
    if (steps !== undefined) this.#state = { ...before, jobs: new Map([...before.jobs, [id, steps]]) }
    if (response !== undefined) return
    const now = await this.#read()
    // a cancellation changes one job, and nothing else
    this.#mustBe({ ...now, jobs: without(now.jobs, id) }, { ...before, jobs: without(before.jobs, id) })
    this.#state = now
  }

  async #settle (response: unknown, before: State, after: State): Promise<void> {
    if (response !== undefined) {
      this.#state = after
      return
    }
    const now = await this.#read()
    const expected = now.now === before.now ? before : after
    this.#mustBe(now, expected)
    this.#state = expected
  }

  async #read (): Promise<State> {
    const clock = await insist(() => this.#url(), 'GET /__admin/clock')
    const jobs = await insist(() => this.#url(), 'GET /__admin/jobs?limit=1000')
    const items: Array<{ id: string, steps: unknown }> = jobs.body.items
    return { now: Date.parse(clock.body.now), jobs: new Map(items.reverse().map(({ id, steps }) => [id, JSON.stringify(steps)])) }
  }

  #mustTransit (transitions: Array<{ at: string }>): void {
    const moments = transitions.map(({ at }) => Date.parse(at))
    if (moments.some((moment, index) => moment < (moments[index - 1] ?? -Infinity))) throw new Deviation('transitions are out of order')
  }

  #mustBe (seen: State, expected: State): void {
    if (seen.now !== expected.now) throw new Deviation(`the clock of ${this.#path} shows ${seen.now}, not ${expected.now}`)
    const [one, other] = [[...seen.jobs].sort(), [...expected.jobs].sort()].map(jobs => JSON.stringify(jobs))
    if (one !== other) throw new Deviation(`the jobs of ${this.#path} are ${one}, not ${other}`)
  }

  #url (): string {
    return `${this.#world.replicas[this.#draw(this.#world.replicas.length)]!.url}${this.#path}`
  }
}

function without (jobs: Map<string, string>, id: string): Map<string, string> {
  return new Map([...jobs].filter(([other]) => other !== id))
}
