import t from 'tap'
import { randomStream } from '../../src/random/index.ts'
import { rules } from '../../src/report/rules/index.ts'
import { converse, observationsOf, type Setting, type Sketch } from '../support/report/conversations.ts'
import { goodPolls, goodRetries, list, polled, retried, type Draw } from '../support/report/strategies.ts'

/** How many conversations are drawn for each strategy. */
const rounds = 1000

/** Returns the share of conversations, by rule, in which the rule is violated. */
function sharesOf (seed: string, sketch: (draw: Draw) => Sketch[], setting?: Setting): Record<string, number> {
  const stream = randomStream(seed, 'conversations')
  const conversations = list(rounds, () => converse(sketch(() => stream.integer(0, 999_999) / 1_000_000), setting))
  const isViolated = (rule: typeof rules[number]) => (conversation: ReturnType<typeof converse>) => observationsOf(rule, conversation).some(({ verdict }) => verdict === 'violated')
  return Object.fromEntries(rules.map(rule => [rule.id, conversations.filter(isViolated(rule)).length / rounds]))
}

const above = (limit: number, shares: Record<string, number>) => Object.fromEntries(Object.entries(shares).filter(([, share]) => share > limit))

for (const { name, pauses } of goodRetries) {
  t.test(`a client that retries with ${name} violates no rule in more than 1 % of its conversations`, async t => {
    t.same(above(0.01, sharesOf(name, draw => retried(pauses(draw, 1 + Math.floor(draw() * 7)), draw))), {})
  })

  t.test(`the pauses of ${name} count as drawn at random`, async t => {
    const sequences = (draw: Draw) => list(6, index => retried(pauses(draw, 3), draw, index * 200_000, { fingerprint: `${index}`, job: `${index}` })).flat()
    t.ok(sharesOf(name, sequences)['retry-without-jitter']! <= 0.01)
  })
}

for (const { name, pauses } of goodPolls) {
  t.test(`a client that polls with ${name} violates no rule in more than 1 % of its conversations`, async t => {
    t.same(above(0.01, sharesOf(name, draw => polled(pauses(draw, 1 + Math.floor(draw() * 60)), draw))), {})
  })
}

const bad: Array<{ habit: string, rule: string, sketch: (draw: Draw) => Sketch[], setting?: Setting }> = [
  { habit: 'retries without a pause', rule: 'retry-without-pause', sketch: draw => retried(list(3, () => draw() * 50), draw) },
  { habit: 'retries at a constant interval', rule: 'retry-without-backoff', sketch: draw => retried(list(6, () => 1000 + draw() * 50), draw) },
  { habit: 'ignores Retry-After', rule: 'retry-after', sketch: draw => retried(list(3, () => draw() * 900), draw, 0, { responseHeaders: { 'retry-after': '1' } }) },
  { habit: 'polls without a pause', rule: 'poll-too-fast', sketch: draw => polled(list(5, () => draw() * 100), draw) },
  { habit: 'polls without a deadline', rule: 'no-deadline', sketch: draw => list(201, index => ({ at: index * 5000 + draw() * 50 })), setting: { facts: { endsAt: Infinity } } }
]

for (const { habit, rule, sketch, setting } of bad) {
  t.test(`a client that ${habit} is found in at least 99 % of its conversations`, async t => {
    t.ok(sharesOf(habit, sketch, setting)[rule]! >= 0.99)
  })
}
