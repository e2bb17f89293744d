import { inspect } from 'node:util'
import type { InitialContents, StartOptions } from '../client/start-options.ts'
import { InvalidField } from '../validation/index.ts'
import { shorten, similar } from '../validation/text.ts'
import { providers, withBuiltIn, type Provider } from '../providers/index.ts'
import { initialKeys, InvalidOption, optionsOf, type Option, type Options } from './options.ts'
import { mustBeProvider } from './provider-module.ts'
import { isObject } from './values.ts'

/** Reads every option by `read`, which returns undefined for the default. `known`: all providers that can be chosen. */
export function readAll (read: (name: string, option: Option<unknown>) => unknown, known: readonly Provider[] = providers): Options {
  // each value has the type of its option, which is known by its name
  return Object.fromEntries(Object.entries(optionsOf(known)).map(([name, option]) =>
    [name, read(name, option) ?? option.parse(option.default)])) as Options
}

/** Reads the options of `start`. Throws InvalidOption. */
export function readOptions (given: StartOptions): Options {
  if (!isObject(given)) throw new InvalidOption(`start takes an object of options, not ${toText(given)}`)
  const known = withBuiltIn(providersIn(given.providers))
  // a module is loaded before the options are read: `start` takes what it exports, in `providers`
  const { provider, ...options } = optionsOf(known)
  const names = [...Object.keys(options), ...Object.keys(initialKeys)]
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const hint = suggest(names, unknown) ?? `it has ${names.join(', ')}`
    throw new InvalidOption(`start has no option ${toText(unknown)}; ${hint}`, unknown)
  }
  const startDefaults: Record<string, unknown> = { port: 0, log: false, logLevel: 'silent' }
  return readAll((name, option) => {
    const value: unknown = given[name]
    return value === undefined ? startDefaults[name] : readValue(name, name, option, value)
  }, known)
}

/** The providers in a list of names and providers. Throws InvalidOption for an object that is not a provider. */
function providersIn (given: unknown): Provider[] {
  const objects = Array.isArray(given) ? given.filter(isObject) : []
  const found: Provider[] = []
  for (const object of objects) found.push(mustBeProvider(object, 'providers', [...providers, ...found]))
  return found
}

/** The initial contents in the options of `start`, with the keys of the configuration file. */
export function readInitial (given: InitialContents): Record<string, unknown> {
  const entries = Object.entries(initialKeys).map(([name, key]) => [key, given[name as keyof InitialContents]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

/** Reads a value that is not a text. `source`: where it comes from. Throws InvalidOption. */
export function readValue (source: string, name: string, option: Option<unknown>, value: unknown): unknown {
  try {
    return option.take(value) ?? reject(source, name, option, value)
  } catch (error) {
    throw error instanceof InvalidField ? new InvalidOption(error.message, error.field) : error
  }
}

/** Throws InvalidOption: `--port takes 0 to 65535, not "65536"`. `source`: where the value comes from. */
export function reject (source: string, name: string, { takes, words = [], secret }: Option<unknown>, value: unknown): never {
  const parts = (typeof value === 'string' ? value : inspect(value)).split(/[^\w-]+/).filter(part => part !== '' && !words.includes(part))
  const [suggestion] = parts.flatMap(part => suggest(words, part) ?? [])
  const shown = secret ? '' : `, not ${toText(value)}`
  throw new InvalidOption(`${source} takes ${takes}${shown}${suggestion === undefined ? '' : `; ${suggestion}`}`, name)
}

/** `did you mean port?`; undefined if no known word is similar. */
export function suggest (known: readonly string[], wanted: string): string | undefined {
  const word = similar(known, wanted)
  return word === undefined ? undefined : `did you mean ${word}?`
}

/** The beginning of any value on one line. */
function toText (value: unknown): string {
  return typeof value === 'string'
    ? JSON.stringify(shorten(value))
    : shorten(inspect(value, { depth: 2, breakLength: Infinity, maxArrayLength: 10, maxStringLength: 100 }))
}
