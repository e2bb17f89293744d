import { inspect } from 'node:util'
import { parse } from 'yaml'

/** The text of src/client/exam/providers.ts. `traits`: what an exam needs to know of each provider, by name. */
export function toExamProviders (traits) {
  return `// Generated from src/providers by \`npm run build\`. A test holds it against them.
import type { Provider } from '../words.ts'
import type { ProviderTraits } from './traits.ts'

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
