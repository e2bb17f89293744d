import createError from '@fastify/error'
import { Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import type { Part } from '../http/nearest.ts'
import { toMilliseconds, type Clock } from '../jobs/index.ts'
import { Awaited, fromId, show, tally, type Entry, type Match } from '../journal/index.ts'
import { excerpt, shorten } from '../messages.ts'
import type { App } from '../providers/index.ts'
import type { Sandbox } from '../sandboxes/index.ts'
import { InvalidField } from '../validation.ts'
import { matchReader } from './requests-match.ts'
import { toUnmatched } from './requests-unmatched.ts'
import { toVerified } from './requests-verified.ts'
import { AwaitedSchema, CountedSchema, CountersSchema, CountSchema, FindSchema, PageQuerySchema, RequestListSchema, RequestQuerySchema, RequestSchema, UnmatchedListSchema, VerifiedSchema, VerifySchema, WaitSchema } from './schema-requests.ts'
import { ErrorSchema, IdSchema } from './schema.ts'

export const RequestUnknown = createError('REQUEST_UNKNOWN', 'There is no request %s in the journal, which begins at req-%s', 404)

const refused = { 400: ErrorSchema, 413: ErrorSchema }

/** Who is there, so that a mistake is named, and by which clock somebody waits. */
export interface Surroundings { parts: readonly Part[], wallClock: Clock }

/** The journal: what clients asked of the sandbox, and what they were answered. */
export function requestRoutes (app: App, { parts, wallClock }: Surroundings): void {
  const toMatch = matchReader(parts)

  app.get('/__admin/requests', { schema: { operationId: 'listRequests', querystring: RequestQuerySchema, response: { 200: RequestListSchema, 400: ErrorSchema } } }, async ({ sandbox, query: { limit, cursor, ...match } }) =>
    await list(sandbox, toMatch(match, ''), { limit, cursor }))

  app.delete('/__admin/requests', { schema: { operationId: 'clearRequests', response: { 204: Type.Null(), ...refused } } }, async ({ sandbox }, reply) => {
    sandbox.journal.clear()
    return reply.code(204).send(null)
  })

  app.get('/__admin/requests/:id', { schema: { operationId: 'getRequest', params: IdSchema, response: { 200: RequestSchema, 404: ErrorSchema } } }, async ({ sandbox, params }) =>
    await show(entryOf(sandbox, params.id), sandbox))

  app.get('/__admin/requests/counters', { schema: { operationId: 'getRequestCounters', response: { 200: CountersSchema } } }, async ({ sandbox: { journal } }) =>
    ({ ...journal.counts, kept: journal.size, dropped: journal.dropped, bytes: journal.bytes }))

  app.get('/__admin/requests/unmatched', { schema: { operationId: 'listUnmatched', querystring: PageQuerySchema, response: { 200: UnmatchedListSchema, 400: ErrorSchema } } }, async ({ sandbox, query }) => {
    const page = await list(sandbox, {}, query, ({ operations }) => operations.length === 0)
    return { ...page, items: page.items.map(item => toUnmatched(item, parts)) }
  })

  app.post('/__admin/requests/find', { schema: { operationId: 'findRequests', body: FindSchema, response: { 200: RequestListSchema, ...refused } } }, async ({ sandbox, body: { match = {}, ...page } }) =>
    await list(sandbox, toMatch(match), page))

  app.post('/__admin/requests/count', { schema: { operationId: 'countRequests', body: CountSchema, response: { 200: CountedSchema, ...refused } } }, async ({ sandbox: { journal }, body: { match = {} } }) => {
    const { count, possible } = tally(journal, toMatch(match))
    return { count, possible, dropped: journal.dropped }
  })

  app.post('/__admin/requests/verify', { schema: { operationId: 'verifyRequests', body: VerifySchema, response: { 200: VerifiedSchema, ...refused } } }, async ({ sandbox, body }) =>
    await toVerified(sandbox, body, toMatch))

  app.post('/__admin/requests/wait', { schema: { operationId: 'awaitRequests', body: WaitSchema, response: { 200: AwaitedSchema, ...refused } } }, async ({ sandbox, body: { match = {}, atLeast = 1, timeout = '30s' } }, reply) => {
    const awaited = new Awaited(sandbox.journal, toMatch(match), atLeast)
    const ok = await patiently(awaited, toMilliseconds(timeout)!, sandbox, reply)
    return { ok, count: awaited.count, request: awaited.latest === undefined ? null : await show(awaited.latest, sandbox) }
  })

  /** Until enough have come, the time is over, the client leaves or the world ends. */
  async function patiently (awaited: Awaited, timeout: number, sandbox: Sandbox, reply: FastifyReply): Promise<boolean> {
    const end = () => awaited.end()
    const stops = [wallClock.at(wallClock.now() + timeout, end), sandbox.keepOpen(end)]
    reply.raw.once('close', end)
    const ok = await awaited.settled
    for (const stop of stops) stop()
    return ok
  }
}

interface Page { limit?: number | undefined, cursor?: string | undefined }

/** Those that match, in the order in which they came. Throws InvalidField. */
async function list (sandbox: Sandbox, match: Match, { limit = 100, cursor }: Page, isMeant: (entry: Entry) => boolean = () => true) {
  const after = cursor === undefined ? 0 : fromId(cursor)
  if (after === undefined) throw new InvalidField('cursor', `${excerpt(cursor)} is not one that this list gave out`)
  const { items, unclear } = tally(sandbox.journal, match)
  const meant = items.filter(isMeant)
  const rest = meant.filter(({ number }) => number > after)
  const page = await Promise.all(rest.slice(0, limit).map(entry => show(entry, sandbox)))
  return { items: page, next: rest.length > limit ? page.at(-1)!.id : null, total: meant.length, unclear, dropped: sandbox.journal.dropped }
}

/** Throws REQUEST_UNKNOWN. */
function entryOf ({ journal }: Sandbox, id: string): Entry {
  const entry = journal.get(fromId(id) ?? 0)
  if (entry === undefined) throw new RequestUnknown(shorten(id), journal.first)
  return entry
}
