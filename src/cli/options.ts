import type { Seed } from '../random/index.ts'
import type { ClockStart } from '../time/index.ts'
import { counts, names, readClock, readCount, readHosts, readLifetime, readPerProvider, readPort, readProviders, readSwitch, readToken, type PerProvider } from './option-values.ts'
import { providers } from '../providers/index.ts'
import { dialects, type Dialect } from '../sandboxes/index.ts'
import { defaults } from '../settings.ts'

/** The options of the command line, the environment and the file, as values. */
interface KnownOptions {
  port: number
  host: string
  providers: string[]
  clock: ClockStart
  seed: Seed | undefined
  lifecycle: PerProvider<string>
  dialect: PerProvider<Dialect>
  noFaultHeader: boolean
  maxJobs: number
  maxJobBytes: number
  maxThings: number
  maxRequests: number
  maxRequestBytes: number
  bodyTimeout: number
  sandboxTtl: number
  controlToken: string | undefined
  allowedHosts: string[]
  snapshot: string | undefined
  logLevel: string
}

/** The same with the switches of providers, by option: `starfishLenient`. */
export interface CommandOptions extends KnownOptions { [providerSwitch: string]: unknown }

/** One option: the values it takes, its help, and how its text becomes a value; undefined for a text that it does not take. */
export interface Option<T> { takes: string, default: string, help: string, secret?: true, read (text: string): T | undefined }

const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']

const own: { [Name in keyof KnownOptions]: Option<KnownOptions[Name]> } = {
  port: { takes: '0 to 65535', default: '5627', help: 'port to listen on; 0 takes a free one', read: readPort },
  host: { takes: 'an address', default: '127.0.0.1', help: 'address to listen on', read: text => text === '' ? undefined : text },
  providers: { takes: `some of ${names.join(',')}`, default: names.join(','), help: 'which providers to serve', read: readProviders },
  clock: { takes: 'real, scaled@RATE, frozen or frozen@MOMENT', default: 'real', help: 'where each sandbox\'s clock begins', read: readClock },
  seed: { takes: 'a number or a word', default: '', help: 'where ids and draws come from; each sandbox draws its own if there is none', read: text => /^\d{1,15}$/.test(text) ? Number(text) : text },
  lifecycle: { takes: 'a name, or PROVIDER=NAME, or several', default: 'success', help: 'what becomes of a job that says nothing of its own', read: text => readPerProvider(text, name => name === '' ? undefined : name) },
  dialect: { takes: `${dialects.join(' or ')}, or PROVIDER=DIALECT, or several`, default: 'documented', help: 'what the documentation promises, or what the server has been seen to do', read: text => readPerProvider(text, name => dialects.find(dialect => dialect === name)) },
  noFaultHeader: { takes: 'true or false', default: 'false', help: 'spoilt answers do not say which fault it was', read: readSwitch },
  maxJobs: { takes: counts, default: String(defaults.maxJobs), help: 'how many jobs a sandbox keeps; the oldest that has ended makes room', read: readCount },
  maxJobBytes: { takes: counts, default: String(defaults.maxJobBytes), help: 'how many bytes of memory they take, an estimate', read: readCount },
  maxThings: { takes: counts, default: String(defaults.maxThings), help: 'how many projects, tokens and the like it keeps of each kind', read: readCount },
  maxRequests: { takes: counts, default: String(defaults.maxRequests), help: 'how many requests its journal keeps; the oldest makes room', read: readCount },
  maxRequestBytes: { takes: counts, default: String(defaults.maxRequestBytes), help: 'how many bytes of them', read: readCount },
  bodyTimeout: { takes: 'a duration above 0', default: '1m', help: 'how long a request may take without a byte of its head or body', read: readLifetime },
  sandboxTtl: { takes: 'a duration above 0', default: '1h', help: 'how long a sandbox lives without a request', read: readLifetime },
  controlToken: { takes: 'a text without spaces', default: '', help: 'what the control API asks for as a bearer token; without one it is closed where others can reach it', secret: true, read: readToken },
  allowedHosts: { takes: 'host names with commas', default: '', help: 'names under which the control API may be reached, beside localhost', read: readHosts },
  snapshot: { takes: 'a file', default: '', help: 'where the sandbox main is kept: read at the start, written at a clean stop', read: text => text },
  logLevel: { takes: levels.join(', '), default: 'info', help: 'what is logged, to stderr', read: text => levels.find(level => level === text) }
}

/** A switch of a provider as an option: `--starfish-lenient`. */
export const switches: ReadonlyArray<{ option: string, name: string, help: string }> = providers.flatMap(({ name: provider, switches = {} }) =>
  Object.entries(switches).map(([name, help]) => ({ option: toOption(`${provider}-${name}`), name: `${provider}-${name}`, help })))

/** The table of configuration. A test holds docs/configuration.md against it. */
export const options: Readonly<Record<string, Option<unknown>>> = {
  ...own,
  ...Object.fromEntries(switches.map(({ option, help }) => [option, { takes: 'true or false', default: 'false', help, read: readSwitch }]))
}

/** `starfish-lenient` → `starfishLenient` */
function toOption (flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

/** `sandboxTtl` → `sandbox-ttl` */
export function toFlag (name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `sandboxTtl` → `JOBDOUBLE_SANDBOX_TTL` */
export function toVariable (name: string): string {
  return `JOBDOUBLE_${toFlag(name).replaceAll('-', '_').toUpperCase()}`
}
