import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Decision, Faults, Firing, Outline } from '../faults/index.ts'
import { maskUrl } from '../journal/index.ts'
import { close, hang, pause, reset, type Holder } from './wire.ts'

/** What becomes of a request, or of its reply, in the end: a rule has the last word. */
export interface Verdict extends Holder, Firing {}

/**
 * Waits for as long as the rules say, one after the other. Undefined if none of them has the last word, or has it no longer,
 * because it was removed meanwhile; `left`: the client did not wait.
 */
export async function undergo (faults: Faults, { firings }: Decision, reply: FastifyReply): Promise<Verdict | 'left' | undefined> {
  let verdict: Verdict | undefined
  for (const firing of firings) {
    const { rule, action, delay } = firing
    const outcome = delay > 0 ? await pause({ faults, rule }, delay, reply) : 'over'
    if (outcome === 'left') return outcome
    if (action.final && outcome === 'over' && faults.isArmed(rule)) verdict = { ...firing, faults }
  }
  return verdict
}

/** Whether the connection is done with, so that nothing is answered. */
export function cut (verdict: Verdict, reply: FastifyReply): boolean {
  switch (verdict.action.then.connection) {
    case 'reset': reset(reply); return true
    case 'empty': close(verdict, reply); return true
    case 'hang': hang(verdict, reply); return true
    default: return false
  }
}

/** How much of a URL an event tells, in characters: a sandbox keeps 10,000 events. */
const toldLength = 2000

/** Remembers which rules have spoilt a request, and tells of them. */
export function note (request: FastifyRequest, { provider, operations }: Outline, { firings }: Decision): void {
  const { sandbox: { events, clock }, method, originalUrl } = request
  // a text of its own: a slice would keep the whole alive
  const url = Buffer.from(maskUrl(originalUrl).slice(0, toldLength)).toString()
  for (const { rule: { id, name, phase } } of firings) {
    request.spoiltBy ??= []
    request.spoiltBy.push(id)
    events.add('fault', { fault: id, name, phase, provider, operations: operations ?? [], method, url, at: new Date(clock.now()).toISOString() })
  }
}
