import { hash } from 'node:crypto'
import { isFinal, isVisible, stateAtRevision, type Job, type Jobs } from '../jobs/index.ts'
import { ExchangeReader, quotedIn, type Exchange } from '../journal/index.ts'
import { hasGraphqlErrors, type Call, type Moment, type Role, type Shown } from './call.ts'
import type { JobFacts, OperationTraits } from './conversation.ts'

const none: ReadonlySet<string> = new Set()

/** Reads what exchanges mean for the rules, oldest first. */
export class CallReader {
  readonly #jobs: Jobs
  /**
   * The jobs that other ids stand for: clients of Julep poll an execution, which has an id of its own. A new id in the response
   * that starts a job stands for that job.
   */
  readonly #aliases = new Map<string, string>()
  // the polls of a client resemble each other: each text is read once
  readonly #roles = new Map<string, ReadonlySet<Role>>()
  readonly #texts = new Map<string, ReadonlySet<string>>()
  readonly #heads = new Map<string, Record<string, string>>()
  readonly #values = new Map<string, unknown>()
  readonly #fingerprints = new Map<string, string>()

  /** `jobs` are the jobs of the sandbox. */
  constructor (jobs: Jobs) {
    this.#jobs = jobs
  }

  read (exchange: Exchange, traits: OperationTraits): Call {
    const reading = new ExchangeReader(exchange)
    const {
      number,
      provider = '',
      operations,
      method,
      url,
      head,
      body,
      connection,
      at,
      realAt,
      status,
      lost = [],
      responseHead = '',
      responseBody
    } = exchange
    const roles = once(this.#roles, operations.join(), () =>
      new Set(operations.flatMap(operation => traits.roles[operation.slice(provider.length + 1)] ?? [])))
    const headers = once(this.#heads, head.text, () => reading.headers)
    const fingerprint = body?.text === undefined ? `${method} ${url}` : `${method} ${url} ${hash('sha1', body.text)}`
    // a body is read as its type says
    const texts = once(this.#texts, `${fingerprint} ${headers['content-type']}`, () => reading.requestTexts)
    const response = this.#valueOf(responseBody, () => reading.responseBody)
    const outcome = outcomeOf(exchange)
    const asked = this.#known(provider, Array.from(texts, id => this.#aliases.get(id) ?? id))
    const showsJobs = outcome === 'responded' && readsJobs(roles)
    const created = readsJobs(roles) ? [] : this.#createdBy(exchange, texts)
    return {
      id: reading.id,
      number,
      provider,
      operations,
      roles,
      method,
      path: reading.path,
      client: head.key ?? '',
      connection,
      started: { real: realAt, sandbox: at },
      ended: endOf(exchange),
      status,
      outcome,
      faults: reading.faults,
      // one text for all: comparing two texts takes longer
      fingerprint: once(this.#fingerprints, fingerprint, () => fingerprint),
      headers,
      responseHeaders: status === undefined ? {} : once(this.#heads, responseHead, () => reading.responseHeaders),
      body: this.#valueOf(body, () => reading.body),
      response,
      asked: new Map(asked.map(job => [job.id, showsJobs ? shownOf(job, exchange, response) : undefined])),
      projects: roles.has('result') ? texts : none,
      created,
      lost: lost.filter(id => created.includes(id))
    }
  }

  #valueOf (body: Exchange['body'], read: () => unknown): unknown {
    if (body?.text === undefined) return null
    return body.truncated ? body.text : once(this.#values, body.text, read)
  }

  #createdBy (exchange: Exchange, requestTexts: ReadonlySet<string>): string[] {
    const { provider = '', responseBody, lost = [] } = exchange
    const quoted = quotedIn(responseBody?.text ?? '')
    const created = this.#known(provider, [...quoted, ...lost]).filter(job => isCreatedBy(job, exchange)).map(({ id }) => id)
    const [job] = created
    if (job !== undefined && created.length === 1) {
      for (const id of quoted) if (isUuid.test(id) && id !== job && !requestTexts.has(id)) this.#aliases.set(id, job)
    }
    return created
  }

  #known (provider: string, ids: Iterable<string>): Job[] {
    return this.#jobs.stored(ids).filter(job => job.provider === provider)
  }
}

/** The value of a text, made at the first time. */
function once<T> (known: Map<string, T>, text: string, make: () => T): T {
  const value = known.get(text)
  if (value !== undefined) return value
  const made = make()
  known.set(text, made)
  return made
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** `job` is undefined if it was evicted meanwhile: then nothing is expected of the client. */
export function toJobFacts (job: Job | undefined, now: number): JobFacts {
  if (job === undefined) return { endsAt: now, cancelled: true, group: undefined }
  const last = job.steps.at(-1)!
  const cancelled = job.steps.some(({ state, at }) => state === 'cancelled' && at <= now)
  return { endsAt: isFinal(last.state) ? last.at : Infinity, cancelled, group: job.group }
}

/**
 * When a token that a sign-in returned expires, with the fingerprint of the token: Datasaur sends `expires_in` in seconds, Immuta
 * `tokenExpiration` as a date.
 */
export function expiryOf ({ roles, ended, response }: Call): { token: string, at: number } | undefined {
  if (!roles.has('sign-in') || ended === undefined) return undefined
  const fields = (response ?? {}) as Record<string, unknown>
  const { access_token: accessToken, token = accessToken, expires_in: seconds, tokenExpiration } = fields
  const [, fingerprint] = /^\[fingerprint (\w+)\]$/.exec(String(token)) ?? []
  const at = typeof seconds === 'number' ? ended.sandbox + seconds * 1000 : Date.parse(String(tokenExpiration))
  return fingerprint === undefined || Number.isNaN(at) ? undefined : { token: fingerprint, at }
}

function readsJobs (roles: ReadonlySet<Role>): boolean {
  return roles.has('status') || roles.has('list') || roles.has('stream')
}

function endOf ({ outcome, realAt, duration, endedAt }: Exchange): Moment | undefined {
  // `realAt` is a whole number: without rounding, a request that follows at once would seem to come before the end
  return outcome === 'pending' ? undefined : { real: Math.floor(realAt + duration!), sandbox: endedAt }
}

function outcomeOf ({ outcome, faults }: Exchange): Call['outcome'] {
  if (outcome !== 'broken') return outcome
  return faults === undefined ? 'left' : 'cut'
}

/** What a response showed of a job; undefined for an error, and for a body that is not what the provider sent. */
function shownOf (job: Job, exchange: Exchange, response: unknown): Shown | undefined {
  const { status = 0, endedAt, endedRevision, faults, responseBody: kept } = exchange
  const { state, unknownStatus } = stateAtRevision(job, endedAt, endedRevision)
  const isMissing = !isVisible(job, endedAt)
  const isMissed = status === 404 || (isMissing && status < 500)
  if (isMissed) return { state, unknownStatus: false, missing: true }
  const isCorrupt = faults !== undefined && typeof response !== 'object' && kept?.truncated !== true
  if (status < 200 || status > 299 || isCorrupt || hasGraphqlErrors(response)) return undefined
  return { state, unknownStatus: unknownStatus !== undefined, missing: false }
}

/** Whether the job did not exist when the request arrived, and did when the response was made. */
function isCreatedBy (job: Job, { at, revision, endedAt, endedRevision }: Exchange): boolean {
  return !stateAtRevision(job, at, revision).existed && stateAtRevision(job, endedAt, endedRevision).existed
}
