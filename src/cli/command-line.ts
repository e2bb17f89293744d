import { parseArgs } from 'node:util'
import { providers, type Provider } from '../providers/index.ts'
import { options, optionsOf, readAll, readValue, reject, suggest, toFlag, type Option, type Options } from '../start/index.ts'
import { mustKnowKeys, readConfigFile, UsageError, type ConfigFile } from './config-file.ts'

export { UsageError } from './config-file.ts'

/** `serve` if the line names no command; `help` and `version` are flags, and need no settings. */
export type CommandLine = {
  command: 'help' | 'version'
  settings?: undefined
  flags?: undefined
  rest?: undefined
  warnings?: undefined
} | {
  command: string
  settings: Options
  /** The flags of the command, without the settings. */
  flags?: Record<string, string>
  /** The words after the command; missing if there are none. */
  rest?: string[]
  /** The configuration file, with an empty name if there is none. */
  file: ConfigFile
  /** One line for each environment variable that is ignored. */
  warnings: string[]
}

/** The flags of each command, besides the settings. */
export const commandFlags: Readonly<Record<string, readonly string[]>> = {
  serve: ['watch'],
  env: ['sandbox', 'format', 'url'],
  exam: ['provider', 'plan', 'scenario', 'url', 'format', 'out'],
  report: ['url', 'sandbox', 'all', 'format', 'out', 'fail-on']
}

/** The flags of commands that take no value. */
export const commandToggles = new Set(['all', 'watch'])

/**
 * Reads the option `provider` alone: which other options and values there are depends on the providers that these modules export.
 * `exam` also takes the name of a provider, which is not a module. Throws UsageError and InvalidOption.
 */
export function readModules (args: readonly string[], environment: NodeJS.ProcessEnv): string[] {
  const { values, positionals: [command] } = parseFlags(args, options, false)
  const { help, version, config = environment.JOBDOUBLE_CONFIG, ...flags } = values
  if (help || version) return []
  // the option is a list of texts
  const modules = (readOption('provider', options.provider!, flags, environment, readConfigFile(config)) ?? []) as string[]
  return command === 'exam' ? modules.filter(name => /[^a-z0-9]/.test(name)) : modules
}

/**
 * Reads each setting from its flag, else the environment, else the file, else its default. `known`: the providers that can be chosen,
 * also those of modules. Throws UsageError and InvalidOption.
 */
export function readCommandLine (
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  known: readonly Provider[] = providers
): CommandLine {
  const options = optionsOf(known)
  const { values, positionals: [command = 'serve', ...rest] } = parseFlags(args, options)
  const { help, version, config = environment.JOBDOUBLE_CONFIG, ...flags } = values
  if (help || version) return { command: help ? 'help' : 'version' }
  const own = Object.hasOwn(commandFlags, command) ? commandFlags[command]! : undefined
  const foreign = Object.values(commandFlags).flat()
    .find(flag => flag in flags && !Object.hasOwn(options, flag) && own?.includes(flag) !== true)
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign}; jobdouble --help lists all commands and options`)
  const file = readConfigFile(config)
  mustKnowKeys(file, options)
  const settings = readAll((name, option) => readOption(name, option, flags, environment, file), known)
  const warnings = findUnknown(environment, options)
  return { command, settings, file, ...own !== undefined && { flags }, ...rest.length > 0 && { rest }, warnings }
}

/** Returns undefined for an option that is not given. Throws InvalidOption. */
function readOption (
  name: string,
  option: Option<unknown>,
  flags: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
  file: ConfigFile
): unknown {
  const flag = toFlag(name)
  const variable = toVariable(name)
  if (flags[flag] !== undefined) return option.parse(flags[flag]) ?? reject(`--${flag}`, name, option, flags[flag])
  const text = environment[variable]
  if (text !== undefined) return option.parse(text) ?? reject(variable, name, option, text)
  const entry = file.entries[name] ?? file.entries[flag]
  if (entry === undefined || entry === null) return undefined
  const source = `${flag} in ${file.name}`
  if (typeof entry === 'object' && !Array.isArray(entry)) return readValue(source, name, option, entry)
  const written = Array.isArray(entry) ? entry.join() : String(entry)
  // YAML reads a token of digits, or a duration in ms, as a number
  return option.parse(written) ?? (typeof entry === 'number' ? option.take(entry) : undefined) ?? reject(source, name, option, written)
}

/** Warns about JOBDOUBLE_ variables that name no setting. They are not rejected, because another program may use them. */
function findUnknown (environment: NodeJS.ProcessEnv, options: OptionsByName): string[] {
  const known = [...Object.keys(options).map(toVariable), 'JOBDOUBLE_CONFIG']
  const unknown = Object.keys(environment).filter(name => name.startsWith('JOBDOUBLE_') && !known.includes(name))
  return unknown.map(name => {
    const hint = suggest(known, name)
    return `the environment variable ${name} is not a setting${hint === undefined ? '' : `; ${hint}`}`
  })
}

/** `sandboxTtl` → `JOBDOUBLE_SANDBOX_TTL` */
export function toVariable (name: string): string {
  return `JOBDOUBLE_${toFlag(name).replaceAll('-', '_').toUpperCase()}`
}

type OptionsByName = ReturnType<typeof optionsOf>

/** A flag without a value is "true". Throws UsageError for an unknown flag, if `strict`. */
function parseFlags (
  args: readonly string[],
  options: OptionsByName,
  strict = true
): { values: Record<string, string>, positionals: string[] } {
  const flags = Object.entries(options).map(([name, { isSwitch }]) =>
    [toFlag(name), { type: isSwitch ? 'boolean' as const : 'string' as const }])
  for (const flag of Object.values(commandFlags).flat()) flags.push([flag, { type: commandToggles.has(flag) ? 'boolean' : 'string' }])
  const all = {
    ...Object.fromEntries(flags),
    port: { type: 'string', short: 'p' },
    // several modules are one text with commas, as in the environment
    provider: { type: 'string', multiple: true },
    config: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' }
  } as const
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: all, strict })
    return { values: Object.fromEntries(Object.entries(values).map(([flag, value]) => [flag, String(value)])), positionals }
  } catch (error) {
    const [line = ''] = (error as Error).message.split('. To specify')
    const [, unknown] = /^Unknown option '--?([^']+)'/.exec(line) ?? []
    const hint = unknown === undefined ? undefined : suggest(Object.keys(all), unknown)?.replace('mean ', 'mean --')
    throw new UsageError(`${line}; ${hint ?? 'jobdouble --help lists all commands and options'}`)
  }
}
