import { InitialSchema } from '../app.ts'
import { ScriptSchema } from '../jobs/index.ts'
import { options, toFlag } from './options.ts'

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
      properties: { ...Object.fromEntries(properties), ...InitialSchema.properties }
    },
    'lifecycle.json': { $schema: draft, title: 'A lifecycle of jobdouble', ...ScriptSchema }
  }
}
