import { inspect } from 'node:util'
import { parse } from 'yaml'

/** The text of src/client/exam/providers.ts: what an exam needs to know of each provider. */
export function toExamProviders (providers) {
  const traits = Object.fromEntries(providers.map(({ name, starts, report, nearest, graphql = false }) => {
    const operations = { create: starts.map(operation => `${name}.${operation}`) }
    for (const [operation, role] of Object.entries(report.roles)) (operations[role] ??= []).push(`${name}.${operation}`)
    return [name, { operations, nearest, graphql }]
  }))
  return `// Generated from src/providers by \`npm run build\`. A test holds it against them.
import type { Provider, State } from '../words.ts'
import type { Role } from './scenario.ts'

/** What an exam needs to know of a provider. */
export interface ProviderTraits {
  /** Its operations by what they are for. */
  operations: Readonly<Partial<Record<Role, readonly string[]>>>
  /** The states for which it has no status of its own. */
  nearest: readonly State[]
  /** Whether it is served by GraphQL. */
  graphql: boolean
}

export const providers: Readonly<Record<Provider, ProviderTraits>> = ${write(traits)}
`
}

/** The text of src/client/exam/standard.ts: the scenarios of fixtures/exams/standard.yaml. */
export function toStandardPlan (yaml) {
  return `// Generated from fixtures/exams/standard.yaml by \`npm run build\`. A test holds it against that file.
import type { Plan } from './scenario.ts'

/** The exam that is held if no other scenarios are given. */
export const standardPlan: Plan = ${write(parse(yaml))}
`
}

/** A value as code, in the style of this repository: on one line if it fits. */
function write (value, margin = '') {
  if (typeof value !== 'object') return inspect(value)
  const isArray = Array.isArray(value)
  const parts = Object.entries(value).map(([key, item]) => [isArray ? '' : `${/^\w+$/.test(key) ? key : `'${key}'`}: `, item])
  const line = parts.map(([key, item]) => `${key}${write(item)}`).join(', ')
  if (margin.length + line.length < 120 && !line.includes('\n')) return isArray ? `[${line}]` : `{ ${line} }`
  const lines = parts.map(([key, item]) => `${margin}  ${key}${write(item, `${margin}  `)}`).join(',\n')
  return isArray ? `[\n${lines}\n${margin}]` : `{\n${lines}\n${margin}}`
}
