import { Type, type Static } from '@sinclair/typebox'
import { InvalidField, oneOf } from '../validation/index.ts'
import { severities, type Rule, type Severity, type Thresholds } from './rule.ts'
import { rules } from './rules/index.ts'

const RuleSettingsSchema = Type.Object({
  /** Whether the rule is applied. */
  enabled: Type.Optional(Type.Boolean()),
  severity: Type.Optional(oneOf(severities)),
  /** By name; durations in ms. */
  thresholds: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 0 })))
}, { additionalProperties: false })

/** What a sandbox changes about the rules; a rule that is missing is as documented. */
export const ReportSettingsSchema = Type.Object({
  rules: Type.Record(Type.String(), RuleSettingsSchema)
}, { additionalProperties: false })

export interface ReportSettings extends Static<typeof ReportSettingsSchema> {}

export const defaultReportSettings: ReportSettings = { rules: {} }

/** Throws InvalidField for a rule or a threshold that does not exist. */
export function mustBeKnown (settings: ReportSettings): void {
  for (const [id, { thresholds = {} }] of Object.entries(settings.rules)) {
    const rule = rules.find(rule => rule.id === id)
    if (rule === undefined) throw new InvalidField(`rules.${id}`, `is not a rule; the rules are ${rules.map(({ id }) => id).join(', ')}`)
    const names = Object.keys(rule.thresholds)
    const unknown = Object.keys(thresholds).find(name => !names.includes(name))
    if (unknown !== undefined) {
      const reason = names.length === 0 ? 'this rule has no thresholds' : `must be one of ${names.join(', ')}`
      throw new InvalidField(`rules.${id}.thresholds.${unknown}`, reason)
    }
  }
}

/** The rules that are applied, each with its severity and thresholds in this sandbox. */
export function applied (settings: ReportSettings): Array<{ rule: Rule, severity: Severity, thresholds: Thresholds }> {
  return rules.flatMap(rule => {
    const { enabled = true, severity = rule.severity, thresholds = {} } = settings.rules[rule.id] ?? {}
    return enabled ? [{ rule, severity, thresholds: { ...rule.thresholds, ...thresholds } }] : []
  })
}
