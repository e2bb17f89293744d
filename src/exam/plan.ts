import { parse } from 'yaml'
import type { TSchema } from '@sinclair/typebox'
import type { Plan, Scenario } from '../client/exam/scenario.ts'
import { standardPlan } from '../client/exam/standard.ts'
import { ScriptSchema } from '../jobs/index.ts'
import { checker, toField } from '../validation/index.ts'
import { similar } from '../validation/text.ts'
import { PlanSchema, ScenarioSchema } from './schema.ts'

/** A plan that cannot be used. The message is one line and names the path of the value. */
export class InvalidPlan extends Error {}

/** Reads a plan in YAML. A string among its scenarios names a standard scenario. Throws InvalidPlan. */
export function readPlan (text: string): Plan {
  // checked by the schemas
  const plan = fit(PlanSchema, parseYaml(text), '') as { provider?: Plan['provider'], scenarios: unknown[] }
  const scenarios = plan.scenarios.map((given, index) => readScenario(given, `scenarios[${index}]`))
  const names = scenarios.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new InvalidPlan(`scenarios: two have the name ${twice}`)
  return { ...plan, scenarios }
}

/** The scenario of a plan with this name. Throws InvalidPlan with the most similar name. */
export function findScenario ({ scenarios }: Plan, name: string): Scenario {
  const found = scenarios.find(scenario => scenario.name === name)
  const names = scenarios.map(({ name }) => name)
  if (found === undefined) throw new InvalidPlan(`there is no scenario ${JSON.stringify(name)}${hint(names, name)}`)
  return found
}

function readScenario (given: unknown, field: string): Scenario {
  if (typeof given === 'string') return findScenario(standardPlan, given)
  // checked by the schema
  const scenario = fit(ScenarioSchema, given, field) as Scenario
  const { lifecycle, clock } = scenario
  if (typeof lifecycle === 'object') fit(ScriptSchema, lifecycle, `${field}.lifecycle`)
  if (clock?.rate !== undefined && clock.advance !== undefined) {
    throw new InvalidPlan(`${field}.clock: rate and advance cannot be combined: a clock with advance is frozen; give one of them`)
  }
  return scenario
}

function parseYaml (text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new InvalidPlan((error as Error).message.split('\n', 1)[0])
  }
}

/** Returns the value if it fits. Throws InvalidPlan for a path within `field`. */
function fit (schema: TSchema, value: unknown, field: string): unknown {
  const issues = checker(schema)(value)
  // an unknown key comes first: it is often the misspelling of the missing one
  const issue = issues.find(({ kind }) => kind === 'unknown') ?? issues[0]
  if (issue === undefined) return value
  const { path, kind, message } = issue
  const place = toField(path, field) || 'the plan'
  if (kind !== 'unknown') throw new InvalidPlan(`${place} ${message}`)
  const known = Object.keys(schemaAt(schema, path.slice(0, -1)).properties)
  // the path of an unknown property ends with its name
  throw new InvalidPlan(`${place} is not a known key${hint(known, path.at(-1)!)}`)
}

function schemaAt (schema: TSchema, path: readonly string[]): TSchema {
  return path.reduce((schema, key) => schema.items ?? schema.properties[key], schema)
}

function hint (known: readonly string[], wanted: string): string {
  const word = similar(known, wanted)
  return word === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${word}?`
}
