import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { options, readAll, reject, type Options } from '../start/index.ts'

/** An argument, an environment variable or a configuration file that is not valid. The message is one line. */
export class UsageError extends Error {}

/** `serve` if the line names no command; `help` and `version` are flags, and need no settings. */
export type CommandLine = { command: 'help' | 'version', settings?: undefined, flags?: undefined } | { command: string, settings: Options, flags?: Record<string, string> }

/** By command, what it alone takes, beside the settings. */
const commandFlags: Readonly<Record<string, readonly string[]>> = {
  env: ['sandbox', 'format', 'url'],
  report: ['url', 'sandbox', 'all', 'format', 'out', 'fail-on']
}

/** The flags of commands that take no value. */
const commandToggles = new Set(['all'])

/** Flag, then environment, then file, then default. Throws UsageError and InvalidOption. */
export function readCommandLine (args: readonly string[], environment: NodeJS.ProcessEnv): CommandLine {
  const { values, positionals: [command = 'serve'] } = parseFlags(args)
  const { help, version, config = environment.JOBDOUBLE_CONFIG, ...flags } = values
  if (help || version) return { command: help ? 'help' : 'version' }
  const own = Object.hasOwn(commandFlags, command) ? commandFlags[command]! : undefined
  const foreign = Object.values(commandFlags).flat().find(flag => flag in flags && own?.includes(flag) !== true)
  if (foreign !== undefined) throw new UsageError(`${command} takes no --${foreign}; jobdouble --help lists what there is`)
  const file = readFile(config)
  const settings = readAll((name, option) => {
    const found = find(name)
    return found === undefined ? undefined : option.parse(found.text) ?? reject(found.source, name, option, found.text)
  })
  return { command, settings, ...own !== undefined && { flags } }

  function find (name: string): { source: string, text: string } | undefined {
    const flag = toFlag(name)
    const variable = toVariable(name)
    if (flags[flag] !== undefined) return { source: `--${flag}`, text: flags[flag] }
    if (environment[variable] !== undefined) return { source: variable, text: environment[variable] }
    const entry = file.entries[name] ?? file.entries[flag]
    return entry === undefined ? undefined : { source: `${flag} in ${file.name}`, text: Array.isArray(entry) ? entry.join() : String(entry) }
  }
}

/** `sandboxTtl` → `sandbox-ttl` */
export function toFlag (name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `sandboxTtl` → `JOBDOUBLE_SANDBOX_TTL` */
export function toVariable (name: string): string {
  return `JOBDOUBLE_${toFlag(name).replaceAll('-', '_').toUpperCase()}`
}

/** A flag without a value is "true". */
function parseFlags (args: readonly string[]): { values: Record<string, string>, positionals: string[] } {
  const flags = Object.entries(options).map(([name, option]) => [toFlag(name), { type: option.isSwitch ? 'boolean' as const : 'string' as const }])
  for (const flag of Object.values(commandFlags).flat()) flags.push([flag, { type: commandToggles.has(flag) ? 'boolean' : 'string' }])
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...Object.fromEntries(flags), config: { type: 'string' }, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } })
    return { values: Object.fromEntries(Object.entries(values).map(([flag, value]) => [flag, String(value)])), positionals }
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
