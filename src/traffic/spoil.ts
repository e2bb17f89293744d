import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Outline, Phase } from '../faults/index.ts'
import { answer, tellQuotas } from './answer.ts'
import { factsOf, outlineOf } from './facts.ts'
import { isWatched, type Watched } from './operations.ts'
import { discard, spoilReply, type Sent } from './spoil-reply.ts'
import { cut, note, undergo, type Verdict } from './undergo.ts'

/** Puts the faults of a request's sandbox into its way. `header`: whether spoilt answers say so. */
export function spoil (app: FastifyInstance, { name }: Watched, header: boolean): void {
  /** Requests on which rules can be tried only when their body is there. */
  const later = new WeakSet<FastifyRequest>()
  /** Requests that a rule has answered: no other one spoils the reply. */
  const answered = new WeakMap<FastifyRequest, Verdict>()

  app.addHook('onRequest', (request, reply, done) => {
    const outline = concerned('before', request)
    if (outline === undefined) return done()
    if (!request.sandbox.faults.armed.needBody(outline)) return interfere(request, reply, outline, done)
    later.add(request)
    done()
  })

  app.addHook('preValidation', (request, reply, done) => {
    if (later.has(request)) interfere(request, reply, outlineOf(request, name), done)
    else done()
  })

  app.addHook('onSend', (request, reply, payload, done) => {
    const verdict = request.spoiltBy === undefined ? undefined : answered.get(request)
    if (verdict !== undefined) return send(spoilReply(verdict, reply, payload))
    const outline = concerned('after', request)
    if (outline === undefined) return done()
    // also what is thrown on the way to the wire: Fastify catches that only where no promise is in between
    spoilAfter(request, reply, outline, payload).then(send).catch(done)

    function send (sent: Sent): void {
      if (sent !== undefined) done(null, sent.payload)
    }
  })

  /** Its outline, if any rule at work may be about a request. One that names no good sandbox has none. */
  function concerned (phase: Phase, request: FastifyRequest): Outline | undefined {
    const faults = (request.sandbox as typeof request.sandbox | undefined)?.faults
    if (faults?.armed.has(phase) !== true || !isWatched(request)) return undefined
    const outline = outlineOf(request, name)
    return faults.armed.concern(phase, outline) ? outline : undefined
  }

  function interfere (request: FastifyRequest, reply: FastifyReply, outline: Outline, done: (error?: Error) => void): void {
    spoilBefore(request, reply, outline).then(goesOn => { if (goesOn) done() }).catch(done)
  }

  /** Whether the request goes on to its provider. */
  async function spoilBefore (request: FastifyRequest, reply: FastifyReply, outline: Outline): Promise<boolean> {
    const { faults, clock } = request.sandbox
    const decision = faults.armed.decide('before', factsOf(request, outline), clock.now())
    if (decision === undefined) return true
    const exceeded = tellQuotas(reply, decision.quotas)
    note(request, outline, decision)
    sign(request, reply)
    const verdict = await undergo(faults, decision, reply)
    if (verdict === undefined) return true
    if (verdict === 'left' || cut(verdict, reply)) return false
    answered.set(request, verdict)
    reply.send(answer(verdict.action, request, reply, exceeded))
    return false
  }

  /** What is sent instead of the reply. */
  async function spoilAfter (request: FastifyRequest, reply: FastifyReply, outline: Outline, payload: unknown): Promise<Sent> {
    const { faults, clock } = request.sandbox
    const decision = faults.armed.decide('after', factsOf(request, outline), clock.now())
    if (decision === undefined) return { payload }
    await request.exchange?.lose(payload)
    note(request, outline, decision)
    sign(request, reply)
    const verdict = await undergo(faults, decision, reply)
    if (verdict === undefined) return { payload }
    if (verdict === 'left' || cut(verdict, reply)) return discard(payload)
    if (!verdict.action.answers) return spoilReply(verdict, reply, payload)
    discard(payload)
    // what is left of a limit is true of this answer too
    for (const name of Object.keys(reply.getHeaders())) if (!name.startsWith('ratelimit-')) reply.removeHeader(name)
    sign(request, reply)
    return spoilReply(verdict, reply, answer(verdict.action, request, reply))
  }

  function sign ({ spoiltBy }: FastifyRequest, reply: FastifyReply): void {
    if (header && spoiltBy !== undefined) reply.header('x-jobdouble-fault', spoiltBy.join(', '))
  }
}
