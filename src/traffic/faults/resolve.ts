import type { FastifyReply } from 'fastify'
import type { Decision, Faults, Firing } from '../../faults/index.ts'
import { pause, type Holder } from './connection.ts'

/** A fault that takes effect, with the faults of its sandbox, which can withdraw it. */
export interface Effect extends Holder, Firing {}

/** What happens to a request, or to its response, after all delays. */
export type Resolution =
  /** No fault changes it. */
  | { readonly kind: 'continue' }
  /** The fault responds instead of the provider. */
  | Effect & { readonly kind: 'respond' }
  /** The provider's response is sent corrupted, truncated or slowly. */
  | Effect & { readonly kind: 'corrupt' }
  /** The connection is closed, reset or left open without a response. */
  | Effect & { readonly kind: 'cut' }
  /** The client disconnected during a delay. */
  | { readonly kind: 'gone' }

/** Waits for the delays of the faults that fired, one after the other. A fault whose rule is removed meanwhile has no effect. */
export async function resolve (faults: Faults, { firings }: Decision, reply: FastifyReply): Promise<Resolution> {
  let resolution: Resolution = { kind: 'continue' }
  for (const firing of firings) {
    const { rule, action, delay } = firing
    const outcome = delay > 0 ? await pause({ faults, rule }, delay, reply) : 'over'
    if (outcome === 'left') return { kind: 'gone' }
    if (action.isTerminal && outcome === 'over' && faults.isActive(rule)) resolution = { kind: kindOf(action), ...firing, faults }
  }
  return resolution
}

function kindOf ({ then: { connection }, hasResponse }: Effect['action']): 'respond' | 'corrupt' | 'cut' {
  if (connection !== undefined && connection !== 'truncate') return 'cut'
  return hasResponse ? 'respond' : 'corrupt'
}
