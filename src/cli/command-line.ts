import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { readSwitch } from './option-values.ts'
import { options, toFlag, toVariable, type CommandOptions } from './options.ts'

/** A setting or a word on the command line that cannot be used; one line for a tired reader. */
export class UsageError extends Error {}

/** `serve` if the line names no command; `help` and `version` are flags, and need no settings. */
export type CommandLine = { command: 'help' | 'version', settings?: undefined, flags?: undefined } | { command: string, settings: CommandOptions, flags?: Record<string, string> }

/** By command, what it alone takes, beside the settings. */
const commandFlags: Readonly<Record<string, readonly string[]>> = { env: ['sandbox', 'format', 'url'] }

/** Flag, then environment, then file, then default. Throws UsageError. */
export function readCommandLine (args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const { values, positionals: [command = 'serve'] } = parseFlags(args)
  const { help, version, config = environment.JOBDOUBLE_CONFIG, ...flags } = values as Record<string, string>
  if (help || version) return { command: help ? 'help' : 'version' }
  const foreign = Object.entries(commandFlags).flatMap(([name, own]) => name === command ? [] : own).find(flag => flag in flags)
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign}; jobdouble --help lists what there is`)
  const file = readFile(config)
  const settings = readOptions(name => {
    const flag = toFlag(name)
    const variable = toVariable(name)
    if (flags[flag] !== undefined) return { source: `--${flag}`, text: String(flags[flag]) }
    if (environment[variable] !== undefined) return { source: variable, text: environment[variable] }
    const entry = file.entries[name] ?? file.entries[flag]
    return entry === undefined ? undefined : { source: `${flag} in ${file.name}`, text: Array.isArray(entry) ? entry.join() : String(entry) }
  })
  return { command, settings, ...Object.hasOwn(commandFlags, command) && { flags } }
}

function readOptions (find: (name: string) => { source: string, text: string } | undefined): CommandOptions {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => {
    const found = find(name)
    const value = option.read(found?.text ?? option.default)
    if (value === undefined && found !== undefined) throw new UsageError(`${found.source} takes ${option.takes}${option.secret ? '' : `, not ${JSON.stringify(found.text)}`}`)
    return [name, value === '' ? undefined : value]
  })) as CommandOptions
}

function parseFlags (args: readonly string[]) {
  const flags = Object.entries(options).map(([name, option]) => [toFlag(name), { type: option.read === readSwitch ? 'boolean' as const : 'string' as const }])
  for (const flag of Object.values(commandFlags).flat()) flags.push([flag, { type: 'string' }])
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...Object.fromEntries(flags), config: { type: 'string' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } })
  } catch (error) {
    const [line] = (error as Error).message.split('. To specify')
    throw new UsageError(`${line}; jobdouble --help lists what there is`)
  }
}

function readFile (given: string | undefined): { name: string, entries: Record<string, unknown> } {
  const name = given ?? 'jobdouble.yaml'
  if (given === undefined && !existsSync(name)) return { name, entries: {} }
  const entries = parseFile(name)
  const strange = Object.keys(entries).find(key => !(key in options) && !Object.keys(options).some(known => toFlag(known) === key))
  if (strange !== undefined) throw new UsageError(`${name} has a key ${JSON.stringify(strange)} that jobdouble does not know; it knows ${Object.keys(options).map(toFlag).join(', ')}`)
  return { name, entries }
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
