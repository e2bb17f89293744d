import { existedAt, isFinal, isVisible, stateAtRevision, states, type Job, type Jobs, type State } from '../jobs/index.ts'
import { ExchangeReader, quotedIn, type Exchange } from '../journal/index.ts'
import type { Call, Moment, Role, Shown } from './call.ts'
import type { JobFacts, OperationTraits } from './conversation.ts'

const none: readonly string[] = []
const noTexts: ReadonlySet<string> = new Set()

/** What equal requests say: read once, because the polls of a client resemble each other. */
interface Content {
  readonly fingerprint: string
  readonly path: string
  readonly body: unknown
  readonly texts: ReadonlySet<string>
  /** The jobs among the texts, as they were known with `aliases` other ids. */
  jobs: Job[]
  aliases: number
  /** What the last of the requests asked for: the next one mostly gets to see the same. */
  asked: ReadonlyMap<string, Shown | undefined>
}

interface Operations { readonly operations: readonly string[], readonly roles: ReadonlySet<Role> }

/** Reads what exchanges mean for the rules, oldest first. */
export class CallReader {
  readonly #jobs: Jobs
  /**
   * The jobs that other ids stand for: clients of Julep poll an execution, which has an id of its own. A new id in the response
   * that starts a job stands for that job.
   */
  readonly #aliases = new Map<string, string>()
  readonly #operations = new Map<string, Operations>()
  readonly #heads = new Map<string, Record<string, string>>()
  readonly #contents = new Map<string, Content>()

  /** `jobs` are the jobs of the sandbox. */
  constructor (jobs: Jobs) {
    this.#jobs = jobs
  }

  read (exchange: Exchange, traits: OperationTraits): Call {
    const reading = new ExchangeReader(exchange)
    const { number, provider = '', method, head, connection, at, realAt, status } = exchange
    const { lost = none, faults = none, responseHead = '', responseBody } = exchange
    const { operations, roles } = once(this.#operations, exchange.operations.join(), () => toOperations(exchange, traits))
    const headers = once(this.#heads, head.text, () => reading.headers)
    const content = this.#contentOf(reading, headers)
    const outcome = outcomeOf(exchange)
    const hasErrors = traits.graphql === true && responseBody?.text?.includes('"errors"') === true && hasGraphqlErrors(reading.responseBody)
    const isRead = faults.length > 0 || roles.has('list') || roles.has('sign-in')
    const created = readsJobs(roles) ? none : this.#createdBy(exchange, content.texts)
    return {
      id: reading.id,
      number,
      provider,
      operations,
      roles,
      method,
      path: content.path,
      client: head.key ?? '',
      connection,
      started: { real: realAt, sandbox: at },
      ended: endOf(exchange),
      status,
      outcome,
      faults,
      fingerprint: content.fingerprint,
      headers,
      responseHeaders: status === undefined ? {} : once(this.#heads, responseHead, () => reading.responseHeaders),
      body: content.body,
      response: isRead ? reading.responseBody : null,
      hasErrors,
      asked: this.#askedIn(content, exchange, reading, hasErrors, outcome === 'responded' && readsJobs(roles)),
      projects: roles.has('result') ? content.texts : noTexts,
      created,
      lost: lost.length === 0 ? none : lost.filter(id => created.includes(id))
    }
  }

  #contentOf (reading: ExchangeReader, headers: Record<string, string>): Content {
    const { method, url, body } = reading.exchange
    // a body is read as its type says
    const key = body === undefined ? `${method} ${url}` : `${method} ${url} ${headers['content-type']} ${body.text}`
    return once(this.#contents, key, () => {
      const { path, body, requestTexts: texts } = reading
      return { fingerprint: key, path, body, texts, jobs: [], aliases: -1, asked: new Map() }
    })
  }

  #askedIn (content: Content, exchange: Exchange, reading: ExchangeReader, hasErrors: boolean, showsJobs: boolean): Call['asked'] {
    if (content.aliases !== this.#aliases.size) {
      content.jobs = this.#known(exchange.provider, Array.from(content.texts, id => this.#aliases.get(id) ?? id))
      content.aliases = this.#aliases.size
    }
    const { jobs, asked } = content
    const shown = jobs.map(job => showsJobs ? shownOf(job, exchange, reading, hasErrors) : undefined)
    const isSame = asked.size === jobs.length && jobs.every(({ id }, index) => asked.has(id) && asked.get(id) === shown[index])
    if (!isSame) content.asked = new Map(jobs.map(({ id }, index) => [id, shown[index]]))
    return content.asked
  }

  #createdBy (exchange: Exchange, requestTexts: ReadonlySet<string>): string[] {
    const { provider, responseBody, lost = none } = exchange
    const quoted = quotedIn(responseBody?.text ?? '')
    const created = this.#known(provider, [...quoted, ...lost]).filter(job => isCreatedBy(job, exchange)).map(({ id }) => id)
    const [job] = created
    if (job !== undefined && created.length === 1) {
      for (const id of quoted) if (isUuid.test(id) && id !== job && !requestTexts.has(id)) this.#aliases.set(id, job)
    }
    return created
  }

  #known (provider: string | undefined, ids: Iterable<string>): Job[] {
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

function toOperations ({ operations, provider = '' }: Exchange, traits: OperationTraits): Operations {
  return { operations, roles: new Set(operations.flatMap(operation => traits.roles[operation.slice(provider.length + 1)] ?? [])) }
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** `job` is undefined if it was evicted meanwhile: then nothing is expected of the client. */
export function toJobFacts (job: Job | undefined, now: number): JobFacts {
  if (job === undefined) return { endsAt: now, cancelled: true }
  const last = job.steps.at(-1)!
  const cancelled = job.steps.some(({ state, at }) => state === 'cancelled' && at <= now)
  return { endsAt: isFinal(last.state) ? last.at : Infinity, cancelled }
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

/** What a response can show: one object for each, so that equal ones are the same. */
const sights = Object.fromEntries(states.map(state => [state, {
  documented: { state, unknownStatus: false, missing: false },
  unknown: { state, unknownStatus: true, missing: false },
  missing: { state, unknownStatus: false, missing: true }
}])) as Record<State, Record<'documented' | 'unknown' | 'missing', Shown>> // the keys of the entries

/** What a response showed of a job; undefined for an error, and for a body that is not what the provider sent. */
function shownOf (job: Job, exchange: Exchange, reading: ExchangeReader, hasErrors: boolean): Shown | undefined {
  const { status = 0, endedAt, endedRevision, faults, responseBody: kept } = exchange
  const { state, unknownStatus } = stateAtRevision(job, endedAt, endedRevision)
  const isMissing = !isVisible(job, endedAt)
  if (status === 404 || (isMissing && status < 500)) return sights[state].missing
  const isCorrupt = faults !== undefined && typeof reading.responseBody !== 'object' && kept?.truncated !== true
  if (status < 200 || status > 299 || isCorrupt || hasErrors) return undefined
  return sights[state][unknownStatus === undefined ? 'documented' : 'unknown']
}

/** `response`: not null, because its text contains "errors". */
function hasGraphqlErrors (response: unknown): boolean {
  const { errors } = response as { errors?: unknown }
  return Array.isArray(errors) && errors.length > 0
}

/** Whether the job did not exist when the request arrived, and did when the response was made. */
function isCreatedBy (job: Job, { at, revision, endedAt, endedRevision }: Exchange): boolean {
  return !existedAt(job, at, revision) && existedAt(job, endedAt, endedRevision)
}
