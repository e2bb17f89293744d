import { Type, type Static } from '@sinclair/typebox'
import { InvalidField, toField } from '../validation/index.ts'
import { toRule, type FaultRule } from './rule.ts'
import { NewFaultSchema } from './schema.ts'

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })

/** The fault rules of a sandbox in a snapshot. `place` is the number of a rule. */
export const SavedFaultsSchema = Type.Object({
  made: count,
  rules: Type.Array(Type.Object({
    ...NewFaultSchema.properties,
    place: Type.Integer({ minimum: 1 }),
    seen: count,
    fired: count,
    window: Type.Optional(Type.Object({ since: Type.Number(), used: count }, closed))
  }, closed), { maxItems: 1000 })
}, closed)
export type SavedFaults = Static<typeof SavedFaultsSchema>
type SavedRule = SavedFaults['rules'][number]

export function toSaved ({ number, name, match, when, phase, action: { then }, enabled, seen, fired, window }: FaultRule): SavedRule {
  return { place: number, ...name !== undefined && { name }, match, when, phase, then, enabled, seen, fired, ...window && { window } }
}

/** Throws InvalidField unless the numbers rise: two rules of one number would have the same id and the same draws. */
export function mustRise ({ made, rules }: SavedFaults, field: string): void {
  const index = rules.findIndex(({ place }, index) => place > made || place <= (rules[index - 1]?.place ?? 0))
  if (index === -1) return
  const place = toField(['rules', String(index), 'place'], field)
  throw new InvalidField(place, `must be greater than that of the rule before it, and at most ${made}`)
}

/** The rule with its counters. Throws InvalidField for a path within `field`. */
export function fromSaved ({ place, seen, fired, window, ...newFault }: SavedRule, field: string, graphql: readonly string[]): FaultRule {
  try {
    return { ...toRule(newFault, place, graphql), seen, fired, window }
  } catch (error) {
    // `toRule` throws no other error
    const { field: inner, message } = error as InvalidField
    throw new InvalidField(`${field}.${inner}`, message.slice(inner.length + 2))
  }
}
