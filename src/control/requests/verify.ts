import { toExchangeView, verify, verifyOrder, type Verification } from '../../journal/index.ts'
import type { Sandbox } from '../../sandboxes/index.ts'
import { InvalidField } from '../../validation/index.ts'
import type { ReadMatch } from './match.ts'
import type { VerifyOrder } from './schema.ts'

/** Compares the journal with the expectation of a test. Throws InvalidField for a contradictory expectation. */
export function toVerified (sandbox: Sandbox, order: VerifyOrder, toMatch: ReadMatch) {
  const expected = expectationOf(order)
  const { match = {}, inOrder, exactly, atLeast, atMost } = order
  const verification = inOrder === undefined
    ? verify(sandbox.journal, toMatch(match), { exactly, atLeast, atMost })
    : verifyOrder(sandbox.journal, inOrder.map((match, index) => toMatch(match, `inOrder[${index}]`)))
  const { nearest, ...result } = verification
  return {
    ...result,
    message: toMessage(verification, expected, sandbox.journal.dropped),
    nearest: nearest.map(({ exchange, why }) => ({ request: toExchangeView(exchange, sandbox), why: [...why] }))
  }
}

function expectationOf ({ match, inOrder, exactly, atLeast, atMost }: VerifyOrder): string {
  const numbers = [exactly, atLeast, atMost].filter(number => number !== undefined)
  if (inOrder !== undefined) {
    if (match !== undefined || numbers.length > 0) {
      throw new InvalidField('inOrder', 'cannot be combined with match, exactly, atLeast or atMost: each of its requests is expected once')
    }
    return `${inOrder.length} requests in this order`
  }
  if (exactly !== undefined) {
    if (numbers.length > 1) throw new InvalidField('exactly', 'cannot be combined with atLeast or atMost; give one or the other')
    return `exactly ${exactly}`
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw new InvalidField('atLeast', `${atLeast} is greater than atMost, which is ${atMost}`)
  }
  const bounds = [...atLeast === undefined ? [] : [`at least ${atLeast}`], ...atMost === undefined ? [] : [`at most ${atMost}`]]
  return bounds.join(' and ') || 'at least 1'
}

function toMessage ({ verdict, count, possible }: Verification, expected: string, dropped: number): string {
  const found = `${count}${possible > count ? ` to ${possible}` : ''}`
  switch (verdict) {
    case 'ok': return `Expected ${expected}, and there were ${found}`
    case 'failed': return `Expected ${expected}, and there were ${found}`
    case 'evicted': return `Expected ${expected}, and there were ${found}: ${whyNot(dropped)}`
  }
}

/** Why the journal cannot decide, and what to do. */
function whyNot (dropped: number): string {
  if (dropped === 0) return 'the part of a long body that would decide is not kept; match by another field'
  return `${dropped} requests that could decide were evicted, and long bodies are cut; ` +
    'raise --max-requests or --max-request-bytes, or verify earlier'
}
