import createError from '@fastify/error'
import type { FastifyReply } from 'fastify'
import { hintAt } from '../../http/hints.ts'
import { nearestOperations, reasonsAgainst, type Part } from '../../http/nearest.ts'
import { checkedMilliseconds, type Clock } from '../../time/index.ts'
import { fromId, RequestWait, toExchangeView, countMatches, type Exchange, type ExchangeView, type Match } from '../../journal/index.ts'
import { excerpt, shorten } from '../../validation/text.ts'
import type { App } from '../../providers/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { InvalidField } from '../../validation/index.ts'
import { matchReader } from './match.ts'
import { listTicks, toTicks } from './ticks.ts'
import { toVerified } from './verify.ts'
import {
  awaitRequests, clearRequests, countRequests, findRequests, getRequest, getRequestCounters, listRequests, listUnmatched, verifyRequests,
  type Unmatched
} from './schema.ts'

export const RequestUnknown = createError('REQUEST_UNKNOWN', 'The journal has no request %s; it begins at req-%s', 404)

/** `parts`: all operations, for suggestions; `wallClock`: the clock of timeouts. */
export interface Surroundings { parts: readonly Part[], wallClock: Clock }

/** Shows the journal of a sandbox, verifies it, and waits for requests. */
export function requestRoutes (app: App, { parts, wallClock }: Surroundings): void {
  const toMatch = matchReader(parts)

  app.get('/__admin/requests', { schema: listRequests }, ({ sandbox, query: { limit, cursor, ...match } }) =>
    list(sandbox, toMatch(match, ''), { limit, cursor }))

  app.delete('/__admin/requests', { schema: clearRequests }, ({ sandbox }, reply) => {
    sandbox.journal.clear()
    reply.code(204).send(null)
  })

  app.get('/__admin/requests/:id', { schema: getRequest }, ({ sandbox, params }) =>
    toExchangeView(entryOf(sandbox, params.id), sandbox))

  app.get('/__admin/requests/counters', { schema: getRequestCounters }, ({ sandbox: { journal } }) =>
    ({ ...journal.counts, kept: journal.size, dropped: journal.dropped, bytes: journal.bytes }))

  app.get('/__admin/requests/unmatched', { schema: listUnmatched }, ({ sandbox, query }) => {
    const page = list(sandbox, {}, query, ({ operations }) => operations.length === 0)
    return { ...page, items: page.items.map(item => toUnmatched(item, parts)) }
  })

  app.get('/__admin/requests/ticks', { schema: listTicks }, ({ sandbox, query }, reply) => {
    const ticks = JSON.stringify(toTicks(sandbox, query))
    // sent as text: a serializer would first have to validate which type each of the nullable properties has, ten times the work
    reply.type('application/json; charset=utf-8').send(ticks as never)
  })

  app.post('/__admin/requests/find', { schema: findRequests }, ({ sandbox, body: { match = {}, ...page } }) =>
    list(sandbox, toMatch(match), page))

  app.post('/__admin/requests/count', { schema: countRequests }, ({ sandbox: { journal }, body: { match = {} } }) => {
    const { count, possible } = countMatches(journal, toMatch(match))
    return { count, possible, dropped: journal.dropped }
  })

  app.post('/__admin/requests/verify', { schema: verifyRequests }, ({ sandbox, body }) =>
    toVerified(sandbox, body, toMatch))

  app.post('/__admin/requests/wait', { schema: awaitRequests }, async ({ sandbox, body }, reply) => {
    const { match = {}, atLeast = 1, timeout = '30s' } = body
    const awaited = new RequestWait(sandbox.journal, toMatch(match), atLeast)
    const ok = await settle(awaited, checkedMilliseconds(timeout), sandbox, reply)
    return { ok, count: awaited.count, request: awaited.latest === undefined ? null : toExchangeView(awaited.latest, sandbox) }
  })

  /** Waits until enough requests have arrived, the time is over, the client disconnects or the sandbox is closed. */
  async function settle (awaited: RequestWait, timeout: number, sandbox: Sandbox, reply: FastifyReply): Promise<boolean> {
    const end = () => awaited.end()
    const stops = [wallClock.at(wallClock.now() + timeout, end), sandbox.keepOpen(end)]
    reply.raw.once('close', end)
    const ok = await awaited.settled
    for (const stop of stops) stop()
    return ok
  }
}

interface Page { limit?: number | undefined, cursor?: string | undefined }

/** A page of the requests that match, oldest first. Throws InvalidField. */
function list (sandbox: Sandbox, match: Match, { limit = 100, cursor }: Page, isMeant: (entry: Exchange) => boolean = () => true) {
  const after = cursor === undefined ? 0 : fromId(cursor)
  if (after === undefined) {
    throw new InvalidField('cursor', `${excerpt(cursor)} is not a cursor of this list; use the \`next\` of the previous page`)
  }
  const { items, unclear } = countMatches(sandbox.journal, match)
  const meant = items.filter(isMeant)
  const rest = meant.filter(({ number }) => number > after)
  const page = rest.slice(0, limit).map(entry => toExchangeView(entry, sandbox))
  return { items: page, next: rest.length > limit ? page.at(-1)!.id : null, total: meant.length, unclear, dropped: sandbox.journal.dropped }
}

/** Throws REQUEST_UNKNOWN. */
function entryOf ({ journal }: Sandbox, id: string): Exchange {
  const entry = journal.get(fromId(id) ?? 0)
  if (entry === undefined) throw new RequestUnknown(shorten(id), journal.first)
  return entry
}

/** An unmatched request, with what its client probably means or the stub that responded, and the operations most similar to it. */
function toUnmatched (view: ExchangeView, parts: readonly Part[]): Unmatched {
  const { method, path } = view
  const served = parts.map(part => ({ ...part, operations: part.operations.filter(({ names }) => names.length > 0) }))
  const near = nearestOperations(served, method, path)
  return {
    ...view,
    hint: view.stub === null ? hintAt(parts, method, path) : `${view.stub} responded to it: GET /__admin/stubs/${view.stub}`,
    nearest: near.map(operation => ({
      operation: operation.names[0]!,
      method: operation.method,
      path: operation.path,
      why: reasonsAgainst(operation, method, path)
    }))
  }
}
