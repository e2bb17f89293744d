import type { Call, Role, Shown } from '../../../src/report/call.ts'
import { Grouping, type ClientConversation, type Facts, type JobConversation, type JobFacts, type OperationTraits } from '../../../src/report/conversation.ts'
import type { Observation, Rule } from '../../../src/report/rule.ts'
import type { State } from '../../../src/jobs/index.ts'

/** A request of a test: whatever is missing is that of a good poll. Times in ms. */
export interface Sketch {
  /** When the request is sent, on both clocks. */
  at: number
  /** On the clock of the sandbox, if that is another one. */
  sandboxAt?: number
  /** How long the response takes. */
  takes?: number
  operation?: string
  roles?: Role[]
  status?: number
  outcome?: Call['outcome']
  faults?: string[]
  job?: string
  jobs?: string[]
  /** What the response shows; `missing` and `unknown` stand for jobs and statuses that the client cannot know. */
  shows?: State | 'missing' | 'unknown'
  creates?: string
  lost?: string[]
  client?: string
  connection?: number
  fingerprint?: string
  headers?: Record<string, string>
  responseHeaders?: Record<string, string>
  body?: unknown
  response?: unknown
  project?: string
}

/** The calls of sketches, in their order. */
export function toCalls (sketches: readonly Sketch[]): Call[] {
  return sketches.map((sketch, index) => {
    const {
      at, sandboxAt = at, takes = 0, operation = 'waveline.getJob', roles = operation === 'waveline.getJob' ? ['status'] : [], status, outcome = 'responded', faults = [],
      creates, lost = [], jobs = creates === undefined && roles.includes('status') ? [sketch.job ?? 'a'] : sketch.job === undefined ? [] : [sketch.job], shows = 'running'
    } = sketch
    const sent = outcome === 'responded' ? status ?? 200 : status
    const isGood = sent !== undefined && sent < 300 && outcome === 'responded'
    return {
      id: `req-${index + 1}`,
      number: index + 1,
      provider: operation.split('.')[0]!,
      operations: operation === '' ? [] : [operation],
      roles: new Set(roles),
      method: creates === undefined ? 'GET' : 'POST',
      path: `/${operation}`,
      client: sketch.client ?? 'key',
      connection: sketch.connection ?? 1,
      started: { real: at, sandbox: sandboxAt },
      ended: outcome === 'pending' ? undefined : { real: at + takes, sandbox: sandboxAt + takes },
      status: sent,
      outcome,
      faults,
      fingerprint: sketch.fingerprint ?? `${operation} ${jobs.join()}`,
      headers: sketch.headers ?? {},
      responseHeaders: sketch.responseHeaders ?? {},
      body: sketch.body ?? null,
      response: sketch.response ?? {},
      hasErrors: ((sketch.response as { errors?: unknown[] } | undefined)?.errors ?? []).length > 0,
      asked: new Map(jobs.map(job => [job, isGood || shows === 'missing' ? toShown(shows) : undefined])),
      projects: new Set(sketch.project === undefined ? [] : [sketch.project]),
      created: creates === undefined ? [] : [creates],
      lost
    }
  })
}

function toShown (shows: NonNullable<Sketch['shows']>): Shown {
  const state = shows === 'missing' || shows === 'unknown' ? 'running' : shows
  return { state, unknownStatus: shows === 'unknown', missing: shows === 'missing' }
}

export interface Setting {
  traits?: Partial<OperationTraits>
  dropped?: number
  armed?: string[]
  expiries?: Record<string, number>
  /** Of the job that is judged. */
  facts?: Partial<JobFacts>
  /** The project of the job. */
  group?: string
  /** When the report is made, on both clocks; at the last request if missing. */
  until?: number
}

/** The conversations that some calls make. */
export function converse (sketches: readonly Sketch[], setting: Setting = {}): { jobs: JobConversation[], clients: ClientConversation[] } {
  const calls = toCalls(sketches)
  const { traits = {}, dropped = 0, armed = [], expiries = {}, facts: given, group, until } = setting
  const last = calls.at(-1)!.started
  const facts: Facts = {
    until: until === undefined ? last : { real: until, sandbox: until },
    lastRequest: last,
    sandbox: 'main',
    dropped,
    traits: { roles: {}, ...traits },
    armed: new Set(armed),
    expiries: new Map(Object.entries(expiries))
  }
  const grouping = new Grouping(() => group)
  for (const call of calls) grouping.add(call)
  return { jobs: grouping.jobs(facts, () => ({ endsAt: 1_000_000_000, cancelled: false, ...given })), clients: grouping.clients(facts) }
}

/** What a rule says of conversations. */
export function observationsOf (rule: Rule, { jobs, clients }: ReturnType<typeof converse>, thresholds: Record<string, number> = {}): Observation[] {
  const limits = { ...rule.thresholds, ...thresholds }
  return rule.about === 'job' ? jobs.flatMap(job => rule.judge(job, limits)) : clients.flatMap(client => rule.judge(client, limits))
}
