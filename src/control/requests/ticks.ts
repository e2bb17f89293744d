import { Type, type Static } from '@sinclair/typebox'
import { ExchangeReader, fromId, toId, type Exchange } from '../../journal/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { toIso } from '../../time/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { excerpt } from '../../validation/text.ts'
import { closed, ErrorSchema, nullable, ProviderSchema, TimeSchema } from '../schema.ts'

/** A request may name thousands of jobs; a tick has the first ones. */
const maxJobs = 100

const TickSchema = Type.Object({
  id: Type.String(),
  at: TimeSchema,
  provider: Type.Union([ProviderSchema, Type.Null()]),
  operation: nullable(Type.String()),
  jobs: Type.Array(Type.String()),
  method: Type.String(),
  path: Type.String(),
  status: Type.Union([Type.Integer(), Type.Null()]),
  outcome: Type.String({ enum: ['pending', 'responded', 'broken'] }),
  durationMs: Type.Union([Type.Number(), Type.Null()]),
  faults: Type.Array(Type.String())
}, closed)
export interface Tick extends Static<typeof TickSchema> {}

const TickQuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  cursor: Type.Optional(Type.String({ description: 'The id of a request: the list begins with the next one' })),
  latest: Type.Optional(Type.Boolean({ description: 'If there are more than `limit`, the newest instead of the oldest' }))
}, closed)

export const listTicks = {
  operationId: 'listTicks',
  querystring: TickQuerySchema,
  response: {
    200: Type.Object({ items: Type.Array(TickSchema), next: nullable(Type.String()), dropped: Type.Integer() }, closed),
    400: ErrorSchema
  }
}

/** The requests after a cursor, oldest first, without headers and bodies, which a live timeline does not need. Throws InvalidField. */
export function toTicks (sandbox: Sandbox, { limit = 1000, cursor, latest = false }: Static<typeof TickQuerySchema>) {
  const { journal } = sandbox
  const after = cursor === undefined ? 0 : fromId(cursor)
  if (after === undefined) throw new InvalidField('cursor', `${excerpt(cursor)} is not the id of a request, such as req-17`)
  const from = latest ? Math.max(after + 1, journal.first + journal.size - limit) : after + 1
  const items: Tick[] = []
  for (const exchange of journal.exchanges(from)) {
    if (items.length === limit) return { items, next: items.at(-1)!.id, dropped: journal.dropped }
    items.push(toTick(exchange, sandbox))
  }
  return { items, next: null, dropped: journal.dropped }
}

/** The jobs that the request names; only if it names none are those of its response looked for, which takes most of the time. */
function jobsOf (reading: ExchangeReader, sandbox: Sandbox): string[] {
  const { provider } = reading.exchange
  if (provider === undefined) return []
  const named = (texts: ReadonlySet<string>) =>
    sandbox.jobs.stored(sandbox.withJobIds(provider, texts)).filter(job => job.provider === provider)
  const asked = named(reading.requestTexts)
  return (asked.length > 0 ? asked : named(reading.texts)).slice(0, maxJobs).map(({ id }) => id)
}

function toTick (exchange: Exchange, sandbox: Sandbox): Tick {
  const { number, at, provider = null, operations, method, status = null, outcome, duration, faults = [] } = exchange
  const reading = new ExchangeReader(exchange)
  return {
    id: toId(number),
    at: toIso(at),
    provider,
    operation: operations[0] ?? null,
    jobs: jobsOf(reading, sandbox),
    method,
    path: reading.path,
    status,
    outcome,
    durationMs: duration === undefined ? null : Math.round(duration * 1000) / 1000,
    faults: [...faults]
  }
}
