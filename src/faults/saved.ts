import { Type, type Static } from '@sinclair/typebox'
import { InvalidField, toField } from '../validation/index.ts'
import { toRule, type FaultRule } from './rule.ts'
import { NewFaultSchema } from './schema.ts'

const closed = { additionalProperties: false }
const count = Type.Integer({ minimum: 0 })

/** The faults of a sandbox in a snapshot. */
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

export function toSaved ({ place, name, match, when, phase, action: { then }, enabled, seen, fired, window }: FaultRule): SavedFaults['rules'][number] {
  return { place, ...name !== undefined && { name }, match, when, phase, then, enabled, seen, fired, ...window && { window } }
}

/** Two rules of one place would have one id and draw alike. Throws InvalidField. */
export function mustRise ({ made, rules }: SavedFaults, field: string): void {
  const index = rules.findIndex(({ place }, index) => place > made || place <= (rules[index - 1]?.place ?? 0))
  if (index !== -1) throw new InvalidField(toField(['rules', String(index), 'place'], field), `must be above that of the rule before, and at most ${made}`)
}

/** Counters included. Throws InvalidField, its path below `field`. */
export function fromSaved ({ place, seen, fired, window, ...order }: SavedFaults['rules'][number], field: string, graphql: readonly string[]): FaultRule {
  try {
    return { ...toRule(order, place, graphql), seen, fired, window }
  } catch (error) {
    const { field: inner, message } = error as InvalidField
    throw new InvalidField(`${field}.${inner}`, message.slice(inner.length + 2))
  }
}
