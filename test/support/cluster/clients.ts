import { setTimeout as sleep } from 'node:timers/promises'
import { findMisfits } from './history.ts'
import { fault, lifecycle, sequential, type JobShown, type Request, type Transition } from './model.ts'
import { ask, insist, send, type Replica } from './replicas.ts'

/** What clients saw that must not be. */
export class Deviation extends Error {}

/** Longest pause (ms) of a client between two requests: a history of some hundred requests is checked in a moment. */
const pause = 60

/** More sandboxes than clients need that find all replicas running again. */
const maxAttempts = 200

/** What clients know of the replicas. */
interface Urls { replicas: ReadonlyArray<Pick<Replica, 'url'>> }

/** Several clients of one sandbox, each of which asks random replicas. What they see is kept, and compared with a sequential sandbox. */
export class Clients {
  readonly history: Request[] = []
  readonly #world: Urls
  readonly #draw: (limit: number) => number
  readonly #ids: string[] = []
  #name: string
  #isOver = false

  constructor (world: Urls, name: string, draw: (limit: number) => number) {
    this.#world = world
    this.#name = name
    this.#draw = draw
  }

  /** The name of the sandbox, which `begin` may change. */
  get name (): string { return this.#name }

  /**
   * Creates the sandbox, with the fault whose counter is part of the model. Without a response, the fault may have been added or not, and
   * repeating the request could add a second one, with a counter of its own: another sandbox is used instead.
   */
  async begin (): Promise<void> {
    const first = this.#name
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const response = await ask(this.#url(), 'POST /__admin/faults', fault)
      if (response?.status === 201) return
      if (response !== undefined) throw new Deviation(`the fault is rejected with ${response.status}`)
      this.#name = `${first}-${attempt}`
      await sleep(pause)
    }
    throw new Error(`no response to ${maxAttempts} attempts to add the fault`)
  }

  /** One client, until `end` and for at least `steps` requests. */
  async act (client: number, steps: number): Promise<void> {
    for (let step = 0; step < steps || !this.#isOver; step++) {
      await this.#step(`${client}-${step}`)
      await sleep(this.#draw(pause))
    }
  }

  /** Follows the events until `end`: transitions are announced in the order of their time, each once, and only if they have happened. */
  async follow (): Promise<void> {
    const [announced, ids]: [Transition[], number[]] = [[], []]
    let last = ''
    while (!this.#isOver) {
      try {
        const headers = last === '' ? {} : { 'last-event-id': last }
        const { body } = await fetch(`${this.#url()}/__admin/events?kinds=transition`, { headers, signal: AbortSignal.timeout(1500) })
        let text = ''
        for await (const chunk of body ?? []) {
          text += Buffer.from(chunk).toString()
          const events = text.split('\n\n')
          text = events.pop()!
          for (const event of events) {
            const [, id = ''] = /^id: (.*)$/m.exec(event) ?? []
            last = id
            if (!event.startsWith('event: transition')) continue
            ids.push(Number(id))
            announced.push(JSON.parse(/^data: (.*)$/m.exec(event)![1]!))
          }
        }
      } catch {
        await sleep(50)
      }
    }
    if (ids.some((id, index) => id <= (ids[index - 1] ?? 0))) throw new Deviation(`the ids of events do not rise: ${ids}`)
    if (announced.some(({ at }, index) => at < (announced[index - 1]?.at ?? ''))) throw new Deviation(`transitions are out of order: ${JSON.stringify(announced)}`)
    const texts = announced.map(({ job, to, at }) => `${job} ${to} ${at}`)
    if (new Set(texts).size < texts.length) throw new Deviation(`a transition is announced twice: ${texts}`)
    const jobs: JobShown[] = (await insist(() => this.#url(), 'GET /__admin/jobs?limit=1000')).body.items
    const happened = new Set(jobs.flatMap(({ id, steps }) => steps.map(({ state, at }) => `${id} ${state} ${at}`)))
    const invented = texts.filter(text => !happened.has(text))
    if (invented.length > 0) throw new Deviation(`transitions are announced that have been lost: ${invented}`)
  }

  end (): void {
    this.#isOver = true
  }

  /** Reads the last state, and compares all that the clients have seen with a sequential sandbox. */
  async check (): Promise<void> {
    await this.#see({ kind: 'clock' }, 'GET /__admin/clock', true)
    const { jobs = [] } = await this.#see({ kind: 'read' }, 'GET /__admin/jobs?limit=1000', true) as { jobs?: JobShown[] }
    const made = this.history.filter(request => request.kind === 'create')
    for (const request of made.filter(({ id }) => id === undefined)) {
      // without a response: it has happened if its job is there
      const job = jobs.find(({ input }) => input?.tag === request.tag)
      Object.assign(request, { id: job?.id, isCertain: job !== undefined })
    }
    const ids = made.map(({ id }) => id).filter(id => id !== undefined)
    if (new Set(ids).size < ids.length) throw new Deviation(`an id is given twice: ${ids}`)
    const misfits = findMisfits(this.history.filter(request => request.kind !== 'create' || request.id !== undefined), sequential)
    if (misfits !== undefined) throw new Deviation(`these requests fit nowhere: ${JSON.stringify(misfits)}`)
  }

  async #step (tag: string): Promise<void> {
    const id = this.#ids[this.#draw(this.#ids.length || 1)]
    const kind = this.#draw(8)
    if (kind < 2 || id === undefined) {
      const request = await this.#see({ kind: 'create', tag }, 'POST /__admin/jobs', false, { provider: 'waveline', lifecycle, input: { tag } })
      if (request.kind === 'create' && request.id !== undefined) this.#ids.push(request.id)
    } else if (kind === 2) {
      const by = 1 + this.#draw(2000)
      await this.#see({ kind: 'advance', by }, 'POST /__admin/clock/advance', false, { by })
    } else if (kind === 3) {
      await this.#see({ kind: 'cancel', id }, `POST /__admin/jobs/${id}/cancel`)
    } else if (kind < 6) {
      await this.#see({ kind: 'poll' }, `GET /api/v1/jobs/${id}`)
    } else if (kind === 6) {
      await this.#see({ kind: 'clock' }, 'GET /__admin/clock')
    } else {
      await this.#see({ kind: 'read' }, 'GET /__admin/jobs?limit=1000')
    }
  }

  /** Sends a request and records what was seen. `mustRespond`: until there is a response. */
  async #see (call: { kind: 'create', tag: string } | { kind: 'cancel', id: string } | { kind: 'advance', by: number } | { kind: 'poll' | 'read' | 'clock' },
    operation: string, mustRespond = false, body?: unknown): Promise<Request> {
    const request: Request = { begin: performance.now(), end: Infinity, ...call }
    const response = mustRespond ? await insist(() => this.#url(), operation) : await send(this.#url(), operation, body)
    // it was not received; or it was a read, whose time does not matter
    if (response === 'refused' || (response === undefined && ['read', 'clock'].includes(call.kind))) return request
    this.history.push(request)
    if (response === undefined) return request
    const { status, body: { id, now, transitions, items } } = response
    const isExpected = [200, 201].includes(status) || (call.kind === 'cancel' && status === 409) || (call.kind === 'poll' && status === 502)
    if (!isExpected) throw new Deviation(`${operation} gets ${status} ${JSON.stringify(response.body)}`)
    const seen = { id: call.kind === 'cancel' ? call.id : id, status, now: now && Date.parse(now), transitions, jobs: items }
    return Object.assign(request, { end: performance.now() }, seen)
  }

  #url (): string {
    return `${this.#world.replicas[this.#draw(this.#world.replicas.length)]!.url}/@${this.#name}`
  }
}

/** How far (ms) readings of a running clock may disagree: what the replicas know of the time of the store depends on the round trip. */
const tolerance = 1000

/** Reads a running clock and its job through random replicas until `isOver`: neither goes back, and the clock keeps pace. */
export async function watchClock (world: Urls, name: string, draw: (limit: number) => number, isOver: () => boolean): Promise<void> {
  const url = () => `${world.replicas[draw(world.replicas.length)]!.url}/@${name}`
  await insist(url, 'PUT /__admin/clock', { mode: 'real' })
  let [last, finished, earliest, latest] = [0, 0, -Infinity, Infinity]
  while (!isOver()) {
    const begin = performance.now()
    const response = await ask(url(), 'GET /__admin/clock')
    if (response !== undefined) {
      const now = Date.parse(response.body.now)
      if (now < last) throw new Deviation(`the clock goes back from ${last} to ${now}`)
      last = now
      // what the clock would have shown at the start of this process
      earliest = Math.max(earliest, now - performance.now())
      latest = Math.min(latest, now - begin)
      if (earliest > latest + tolerance) throw new Deviation(`the clock jumps by ${earliest - latest} ms`)
    }
    const jobs = await ask(url(), 'GET /__admin/jobs')
    const ended = jobs?.body.items.filter(({ finishedAt }: { finishedAt: string | null }) => finishedAt !== null).length
    if (ended < finished) throw new Deviation(`${finished} jobs had ended, now ${ended}`)
    finished = ended ?? finished
    if (draw(4) === 0) await ask(url(), 'POST /__admin/jobs', { provider: 'waveline', lifecycle })
    await sleep(draw(pause))
  }
}
