import type { Jobs, State } from '../../jobs/index.ts'
import type { Exchange, Outcome, KeptBody } from '../exchange.ts'
import { ExchangeReader } from './reading.ts'
import { toIso } from '../../time/index.ts'

/** Headers and a body: JSON as a value, anything else as text, null if none is kept. */
export interface ExchangeBodyView { headers: Record<string, string>, body: unknown, bytes: number | null, truncated: boolean }

/** An exchange as the control API shows it. */
export interface ExchangeView {
  id: string
  at: string
  realAt: string
  sandbox: string
  provider: string | null
  /** The first of `operations`. */
  operation: string | null
  operations: string[]
  /** The id of the first of `jobs`. */
  job: string | null
  /** The jobs that the request or the response names, each with its state when the request arrived; null if it did not exist then. */
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
  /** The last of `faults`: the one that responded, if one did. */
  fault: string | null
  faults: string[]
  /** The id of the stub that responded. */
  stub: string | null
  /** The trace and the span of the client (W3C Trace Context). */
  traceparent: string | null
}

/** The sandbox of an exchange. */
export interface Surroundings {
  readonly name: string
  readonly jobs: Jobs
  /** Replaces the ids that stand for a job of a provider by that of the job. */
  withJobIds (provider: string, texts: ReadonlySet<string>): ReadonlySet<string>
}

/** The exchange as the control API shows it. The past states of its jobs follow from their timelines. */
export function toExchangeView (exchange: Exchange, sandbox: Surroundings): ExchangeView {
  const reading = new ExchangeReader(exchange)
  const { at, realAt, revision, provider = null, operations, method, url, connection } = exchange
  const { head: { key = null }, outcome, status, duration } = exchange
  const idsIn = (texts: ReadonlySet<string>) => provider === null ? texts : sandbox.withJobIds(provider, texts)
  const named = provider === null ? [] : sandbox.jobs.statesAt(provider, idsIn(reading.texts), at, revision)
  // a job that only the response names was created by the request, and is shown in its first state
  const asked = idsIn(reading.requestTexts)
  return {
    id: reading.id,
    at: toIso(at),
    realAt: toIso(realAt),
    sandbox: sandbox.name,
    provider,
    operation: operations[0] ?? null,
    operations: [...operations],
    job: named[0]?.id ?? null,
    jobs: named.map(({ id, state, existed }) => ({ id, state: existed || !asked.has(id) ? state : null })),
    method,
    url,
    path: reading.path,
    request: { headers: reading.headers, body: reading.body, ...measure(exchange.body) },
    response: status === undefined
      ? null
      : { status, headers: reading.responseHeaders, body: reading.responseBody, ...measure(exchange.responseBody) },
    outcome,
    durationMs: duration === undefined ? null : Math.round(duration * 1000) / 1000,
    connection,
    key,
    fault: reading.faults.at(-1) ?? null,
    faults: [...reading.faults],
    stub: exchange.stub ?? null,
    traceparent: reading.traceparent ?? null
  }
}

function measure ({ bytes, truncated = false }: Partial<KeptBody> = {}): { bytes: number | null, truncated: boolean } {
  return { bytes: bytes ?? null, truncated }
}
