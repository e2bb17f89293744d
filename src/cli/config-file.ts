import { existsSync, readFileSync } from 'node:fs'
import { parse as parseYaml } from 'yaml'
import { initialNames, suggest, toFlag, type Option } from '../start/index.ts'

/** An argument, an environment variable or a configuration file that is not valid. The message is one line. */
export class UsageError extends Error {}

/** The names of the file that is read if none is given. */
const usualNames = ['jobdouble.yaml', 'jobdouble.yml']

/** The settings in the configuration file, and what sandboxes begin with. `name` is empty if there is no file. */
export interface ConfigFile { name: string, entries: Readonly<Record<string, unknown>>, initial: Readonly<Record<string, unknown>> }

/** Reads the given file, or that of the working directory if there is one. Throws UsageError. */
export function readConfigFile (given: string | undefined): ConfigFile {
  const name = given ?? usualNames.find(name => existsSync(name))
  if (name === undefined) return { name: '', entries: {}, initial: {} }
  const entries = parseFile(name)
  const isInitial = ([key, value]: [string, unknown]) => initialNames.includes(key) && value !== null
  return { name, entries, initial: Object.fromEntries(Object.entries(entries).filter(isInitial)) }
}

/** Throws UsageError for a key that is not one of the options. */
export function mustKnowKeys ({ name, entries }: ConfigFile, options: Readonly<Record<string, Option<unknown>>>): void {
  const known = [...Object.keys(options).map(toFlag), ...initialNames]
  const strange = Object.keys(entries).find(key => !Object.hasOwn(options, key) && !known.includes(key))
  if (strange !== undefined) {
    const hint = suggest(known, strange) ?? `it knows ${known.join(', ')}`
    throw new UsageError(`${name} has a key ${JSON.stringify(strange)} that jobdouble does not know; ${hint}`)
  }
}

function parseFile (name: string): Record<string, unknown> {
  try {
    const entries: unknown = parseYaml(readFileSync(name, 'utf8')) ?? {}
    if (typeof entries !== 'object' || Array.isArray(entries)) throw new Error('it is not a map of settings')
    return entries as Record<string, unknown>
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${(error as Error).message.split('\n')[0]}`)
  }
}
