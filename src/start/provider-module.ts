import { Type } from '@sinclair/typebox'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { states } from '../jobs/index.ts'
import { providers, withBuiltIn, type Provider } from '../providers/index.ts'
import { roles } from '../report/index.ts'
import { custom, InvalidField, mustFit, oneOf } from '../validation/index.ts'
import { InvalidOption } from './options.ts'

const text = Type.String({ minLength: 1 })
const words = Type.Object(Object.fromEntries(states.map(state => [state, text])))
const act = custom<() => unknown>({}, value => typeof value === 'function', 'must be a function')

/** What every provider has. What it may have in addition is used only where it is present. */
const ProviderSchema = Type.Object({
  name: custom<string>({}, value => typeof value === 'string' && /^[a-z][a-z0-9]*$/.test(value),
    'must be lower-case letters and digits, such as replicate'),
  kind: text,
  statuses: Type.Object({ documented: words, observed: words }),
  nearest: Type.Array(oneOf(states)),
  env: Type.Object({}, { additionalProperties: Type.String() }),
  starts: Type.Array(text),
  polls: act,
  report: Type.Object({ roles: Type.Object({}, { additionalProperties: oneOf(roles) }) }),
  newId: act,
  collections: Type.Array(Type.Object({ name: text, schema: Type.Object({}) })),
  routes: act
})

/** Names that have a meaning of their own: the specification of the control API is /openapi/control.json. */
const reserved = ['control', 'all']

/**
 * Loads the providers that modules export by default, for the option `--provider`. Returns them by module. Throws InvalidOption for a
 * module that cannot be loaded or exports something else.
 */
export async function loadProviders (modules: readonly string[]): Promise<Map<string, Provider>> {
  const loaded = new Map<string, Provider>()
  for (const name of new Set(modules)) {
    const exported = await load(name)
    loaded.set(name, mustBeProvider(exported, `--provider ${name}`, withBuiltIn([...loaded.values()])))
  }
  return loaded
}

/** The default export of a module: a file, or a package as the current folder finds it. */
async function load (name: string): Promise<unknown> {
  try {
    const file = existsSync(name) ? resolve(name) : createRequire(resolve('jobdouble.yaml')).resolve(name)
    const { default: exported } = await import(pathToFileURL(file).href) as { default?: unknown }
    return exported
  } catch (error) {
    const [line] = String((error as Error | undefined)?.message ?? error).split('\n')
    const advice = providers.some(provider => provider.name === name)
      ? `--providers ${name} serves only this one`
      : 'it takes a file or a package that exports a provider by default'
    throw new InvalidOption(`--provider ${name} cannot be loaded: ${line}; ${advice}`, 'provider')
  }
}

/** Throws InvalidOption unless a value is a provider with a name of its own. `source`: where it comes from, for the message. */
export function mustBeProvider (value: unknown, source: string, others: readonly Provider[]): Provider {
  try {
    if (value === undefined) {
      throw new InvalidField('default', 'is not exported; end the module with `export default defineProvider({…})`')
    }
    mustFit(ProviderSchema, value, '')
    if (reserved.includes(value.name) || others.some(({ name }) => name === value.name)) {
      throw new InvalidField('name', `${value.name} is the name of another part of the server; choose another one`)
    }
    // its parts have been checked, except the parameters of its functions
    return value as unknown as Provider
  } catch (error) {
    throw new InvalidOption(`${source} is not a provider: ${(error as Error).message} (docs/providers.md)`, 'providers')
  }
}
