import { InitialSchema } from '../app.ts'
import { ScriptSchema } from '../jobs/index.ts'
import { providers } from '../providers/index.ts'
import { options, toFlag } from './options.ts'
import { nameSchema } from './values.ts'

const draft = 'https://json-schema.org/draft/2020-12/schema'

/** The JSON schemas that the package has in `schemas/`, by the names of their files. The build writes them. */
export function toJsonSchemas (): Record<string, object> {
  const properties = Object.entries(options).map(([name, { schema, help, default: usual }]) =>
    [toFlag(name), { description: usual === '' ? help : `${help} (${usual})`, ...schema }])
  return {
    'config.json': {
      $schema: draft,
      title: 'The configuration file of jobdouble',
      type: 'object',
      additionalProperties: false,
      properties: { ...Object.fromEntries(properties), ...withNames(InitialSchema.properties) }
    },
    'lifecycle.json': { $schema: draft, title: 'A lifecycle of jobdouble', ...ScriptSchema }
  }
}

/** The schemas with the names of the built-in providers, which an editor proposes, for each property that is the name of a provider. */
function withNames (properties: object): object {
  const schema = nameSchema(providers.map(({ name }) => name))
  return JSON.parse(JSON.stringify(properties), (key, value: { type?: unknown, description?: unknown }) =>
    key === 'provider' && value.type === 'string' ? { description: value.description, ...schema } : value) as object
}
