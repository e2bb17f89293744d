import type { Jobs, State } from '../../jobs/index.ts'
import type { Exchange, Outcome, KeptBody } from '../exchange.ts'
import { ExchangeReader } from './reading.ts'
import { toIso } from '../../time/index.ts'

/** A body as it is shown: JSON as a value, anything else as text, null where none is kept. */
export interface ExchangeBodyView { headers: Record<string, string>, body: unknown, bytes: number | null, truncated: boolean }

/** An entry as the control API shows it. */
export interface ExchangeView {
  id: string
  at: string
  realAt: string
  sandbox: string
  provider: string | null
  /** The first of the operations. */
  operation: string | null
  operations: string[]
  /** The first of the jobs. */
  job: string | null
  /** All that it names, each with its state when the request came; null if it was not there yet. */
  jobs: Array<{ id: string, state: State | null }>
  method: string
  url: string
  path: string
  request: ExchangeBodyView
  response: ExchangeBodyView & { status: number } | null
  outcome: Outcome
  durationMs: number | null
  connection: number
  key: string | null
  /** The last of the faults: the one that answered, if one did. */
  fault: string | null
  faults: string[]
}

/** What an entry says; how its jobs stood is read from their timelines. */
export function show (entry: Exchange, { name, jobs }: { readonly name: string, readonly jobs: Jobs }): ExchangeView {
  const reading = new ExchangeReader(entry)
  const { at, realAt, revision, provider = null, operations, method, url, connection, head: { key = null }, outcome, status, duration } = entry
  const named = provider === null ? [] : jobs.statesAt(provider, reading.texts, at, revision)
  // one that its answer alone names has been made by it, and stands where it begins
  const { asked } = reading
  return {
    id: reading.id,
    at: toIso(at),
    realAt: toIso(realAt),
    sandbox: name,
    provider,
    operation: operations[0] ?? null,
    operations: [...operations],
    job: named[0]?.id ?? null,
    jobs: named.map(({ id, state, existed }) => ({ id, state: existed || !asked.has(id) ? state : null })),
    method,
    url,
    path: reading.path,
    request: { headers: reading.headers, body: reading.body, ...measure(entry.body) },
    response: status === undefined ? null : { status, headers: reading.answerHeaders, body: reading.answer, ...measure(entry.answer) },
    outcome,
    durationMs: duration === undefined ? null : Math.round(duration * 1000) / 1000,
    connection,
    key,
    fault: reading.faults.at(-1) ?? null,
    faults: [...reading.faults]
  }
}

function measure ({ bytes, truncated = false }: Partial<KeptBody> = {}): { bytes: number | null, truncated: boolean } {
  return { bytes: bytes ?? null, truncated }
}
