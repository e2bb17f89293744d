import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { toHostname } from './http/hosts.ts'
import { toMilliseconds, type ClockStart, type Seed } from './jobs/index.ts'
import { providers } from './providers/index.ts'
import { dialects, type Dialect } from './sandboxes/index.ts'
import { isMoment } from './validation.ts'

/** What the process is told, from flags, environment and file. */
export interface Settings {
  port: number
  host: string
  providers: string[]
  clock: ClockStart
  seed: Seed | undefined
  lifecycle: PerProvider<string>
  dialect: PerProvider<Dialect>
  starfishLenient: boolean
  immutaExtraFields: boolean
  noFaultHeader: boolean
  maxJobs: number
  maxThings: number
  maxRequests: number
  maxRequestBytes: number
  sandboxTtl: number
  controlToken: string | undefined
  allowedHosts: string[]
  snapshot: string | undefined
  logLevel: string
}

/** What holds for all providers, if anything is said of that, and for single ones: `success,julep=failure`. */
export interface PerProvider<T> { all: T | undefined, of: Record<string, T> }

/** One setting: its flag, what it takes, what it is for, and how its text becomes a value (undefined: it is no good). */
interface Option<T> { takes: string, default: string, help: string, secret?: true, read (text: string): T | undefined }

const names = providers.map(({ name }) => name)
const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']

/** The table of configuration; the README's is held against it by a test. */
export const options: { [Name in keyof Settings]: Option<Settings[Name]> } = {
  port: { takes: '0 to 65535', default: '5627', help: 'port to listen on; 0 takes a free one', read: readPort },
  host: { takes: 'an address', default: '127.0.0.1', help: 'address to listen on', read: text => text === '' ? undefined : text },
  providers: { takes: `some of ${names.join(',')}`, default: names.join(','), help: 'which providers to serve', read: readProviders },
  clock: { takes: 'real, scaled@RATE, frozen or frozen@MOMENT', default: 'real', help: 'where each sandbox\'s clock begins', read: readClock },
  seed: { takes: 'a number or a word', default: '', help: 'where ids and draws come from; each sandbox draws its own if there is none', read: text => /^\d{1,15}$/.test(text) ? Number(text) : text },
  lifecycle: { takes: 'a name, or PROVIDER=NAME, or several', default: 'success', help: 'what becomes of a job that says nothing of its own', read: text => readPerProvider(text, name => name === '' ? undefined : name) },
  dialect: { takes: `${dialects.join(' or ')}, or PROVIDER=DIALECT, or several`, default: 'documented', help: 'what the documentation promises, or what the server has been seen to do', read: text => readPerProvider(text, name => dialects.find(dialect => dialect === name)) },
  starfishLenient: { takes: 'true or false', default: 'false', help: 'Starfish asks for no projectId', read: readSwitch },
  immutaExtraFields: { takes: 'true or false', default: 'false', help: 'Immuta adds fields that are not documented', read: readSwitch },
  noFaultHeader: { takes: 'true or false', default: 'false', help: 'spoilt answers do not say which fault it was', read: readSwitch },
  maxJobs: { takes: 'a number above 0', default: '10000', help: 'how many jobs a sandbox keeps; the oldest that has ended makes room', read: readCount },
  maxThings: { takes: 'a number above 0', default: '10000', help: 'how many projects, tokens and the like it keeps of each kind', read: readCount },
  maxRequests: { takes: 'a number above 0', default: '10000', help: 'how many requests its journal keeps; the oldest makes room', read: readCount },
  maxRequestBytes: { takes: 'a number above 0', default: '16777216', help: 'how many bytes of them', read: readCount },
  sandboxTtl: { takes: 'a duration above 0', default: '1h', help: 'how long a sandbox lives without a request', read: readLifetime },
  controlToken: { takes: 'a text without spaces', default: '', help: 'what the control API asks for as a bearer token; without one it is closed where others can reach it', secret: true, read: readToken },
  allowedHosts: { takes: 'host names with commas', default: '', help: 'names under which the control API may be reached, beside localhost', read: readHosts },
  snapshot: { takes: 'a file', default: '', help: 'where the sandbox main is kept: read at the start, written at a clean stop', read: text => text },
  logLevel: { takes: levels.join(', '), default: 'info', help: 'what is logged, to stderr', read: text => levels.find(level => level === text) }
}

/** A setting or a word on the command line that cannot be used; one line for a tired reader. */
export class UsageError extends Error {}

/** `sandboxTtl` → `sandbox-ttl` */
export function toFlag (name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `sandboxTtl` → `JOBDOUBLE_SANDBOX_TTL` */
export function toVariable (name: string): string {
  return `JOBDOUBLE_${toFlag(name).replaceAll('-', '_').toUpperCase()}`
}

/** `serve` if the line names no command; `help` and `version` are flags, and need no settings. */
export type CommandLine = { command: 'help' | 'version', settings?: undefined, flags?: undefined } | { command: string, settings: Settings, flags?: Record<string, string> }

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
  const settings = toSettings(name => {
    const flag = toFlag(name)
    const variable = toVariable(name)
    if (flags[flag] !== undefined) return { source: `--${flag}`, text: String(flags[flag]) }
    if (environment[variable] !== undefined) return { source: variable, text: environment[variable] }
    const entry = file.entries[name] ?? file.entries[flag]
    return entry === undefined ? undefined : { source: `${flag} in ${file.name}`, text: Array.isArray(entry) ? entry.join() : String(entry) }
  })
  return { command, settings, ...Object.hasOwn(commandFlags, command) && { flags } }
}

function toSettings (find: (name: keyof Settings) => { source: string, text: string } | undefined): Settings {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => {
    const found = find(name as keyof Settings)
    const value = option.read(found?.text ?? option.default)
    if (value === undefined && found !== undefined) throw new UsageError(`${found.source} takes ${option.takes}${option.secret ? '' : `, not ${JSON.stringify(found.text)}`}`)
    return [name, value === '' ? undefined : value]
  })) as unknown as Settings
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

function readPerProvider<T> (text: string, read: (name: string) => T | undefined): PerProvider<T> | undefined {
  const setting: PerProvider<T> = { all: undefined, of: {} }
  for (const part of text.split(',')) {
    const [name, provider] = part.split('=').reverse().map(word => word.trim())
    const value = read(name!)
    if (value === undefined || (provider !== undefined && !names.includes(provider))) return undefined
    if (provider === undefined) setting.all = value
    else setting.of[provider] = value
  }
  return setting
}

function readSwitch (text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}

function readCount (text: string): number | undefined {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return count > 0 ? count : undefined
}

function readPort (text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port < 65536 ? port : undefined
}

/** What can stand in a header. */
function readToken (text: string): string | undefined {
  return /^[!-~]*$/.test(text) ? text : undefined
}

function readLifetime (text: string): number | undefined {
  const lifetime = toMilliseconds(text)
  return lifetime === 0 ? undefined : lifetime
}

function readHosts (text: string): string[] | undefined {
  const hosts = text.trim() === '' ? [] : text.split(',').map(host => toHostname(host.trim()))
  return hosts.includes(undefined) ? undefined : hosts as string[]
}

function readProviders (text: string): string[] | undefined {
  const chosen = text.split(',').map(name => name.trim())
  return chosen.every(name => names.includes(name)) ? chosen : undefined
}

function readClock (text: string): ClockStart | undefined {
  const [, mode, detail] = /^(real|frozen|scaled)(?:[@:=](.+))?$/.exec(text) ?? []
  if (mode === 'frozen') return detail === undefined ? { mode } : isMoment(detail) || /^\d{4}-\d\d-\d\d$/.test(detail) ? { mode, now: Date.parse(detail) } : undefined
  if (mode === 'scaled') return Number(detail) > 0 && Number(detail) <= 1_000_000 ? { mode, rate: Number(detail) } : undefined
  return mode === 'real' && detail === undefined ? { mode } : undefined
}
