import { toHostname } from '../http/hosts.ts'
import type { Provider } from '../providers/index.ts'
import type { Seed } from '../random/index.ts'
import { dialects, type Dialect } from '../sandboxes/index.ts'
import { DurationSchema, toMilliseconds } from '../time/index.ts'

/** A kind of value of an option. */
export interface Kind<T> {
  /** Which values are valid, for error messages and the help. */
  readonly takes: string
  /** The words that a value can consist of, to suggest one. */
  readonly words?: readonly string[]
  /** Its flag takes no value: `--quiet` is `true`. */
  readonly isSwitch?: true
  /** The JSON schema of its values in the configuration file. */
  readonly schema: object
  /** Reads a text of the command line, the environment or the configuration file; undefined if it is not valid. */
  parse (text: string): T | undefined
  /** Reads a value of `start`; undefined if it is not valid. Throws InvalidField to say more. */
  take (value: unknown): T | undefined
}

/** A setting for all providers, and those of single providers: `success,julep=failure`. */
export interface PerProvider<T> { all: T | undefined, of: Record<string, T> }

/** A kind of text; `start` takes the same texts. */
function text<T> (
  takes: string,
  parse: (text: string) => T | undefined,
  words: readonly string[] = [],
  schema: object = words.length > 0 ? { enum: words } : { type: 'string' }
): Kind<T> {
  return { takes, words, schema, parse, take: value => typeof value === 'string' ? parse(value) : undefined }
}

/** A kind of number. */
function number (takes: string, minimum: number, maximum: number, parse: (text: string) => number | undefined): Kind<number> {
  return {
    takes,
    schema: { type: 'integer', minimum, maximum },
    parse,
    take: value => typeof value === 'number' ? parse(String(value)) : undefined
  }
}

/** Words separated by commas; `start` takes an array of them, too. */
function list (takes: string, read: (word: string) => string | undefined, words: readonly string[] = []): Kind<string[]> {
  const readAll = (given: readonly unknown[]): string[] | undefined => {
    const values = given.map(word => typeof word === 'string' ? read(word.trim()) : undefined)
    return values.includes(undefined) ? undefined : values as string[] // checked on this line
  }
  const parse = (text: string) => readAll(text.trim() === '' ? [] : text.split(','))
  const take = (value: unknown) => Array.isArray(value) ? readAll(value) : typeof value === 'string' ? parse(value) : undefined
  const item = words.length > 0 ? { enum: words } : { type: 'string' }
  return { takes, words, schema: { anyOf: [{ type: 'array', items: item }, { type: 'string' }] }, parse, take }
}

function perProvider<T> (
  names: readonly string[], takes: string, read: (word: string) => T | undefined, words: readonly string[] = []
): Kind<PerProvider<T>> {
  type Given = ReadonlyArray<readonly [provider: string | undefined, word: unknown]>
  const readAll = (given: Given): PerProvider<T> | undefined => {
    const setting: PerProvider<T> = { all: undefined, of: {} }
    for (const [provider, word] of given) {
      const value = typeof word === 'string' ? read(word) : undefined
      if (value === undefined || (provider !== undefined && !names.includes(provider))) return undefined
      if (provider === undefined) setting.all = value
      else setting.of[provider] = value
    }
    return setting
  }
  const parse = (text: string) => readAll(text.split(',').map(part => {
    const [word, provider] = part.split('=').reverse().map(word => word.trim())
    return [provider, word]
  }))
  const take = (value: unknown) => typeof value === 'string'
    ? parse(value)
    : isObject(value) ? readAll(Object.entries(value).filter(([, word]) => word !== undefined)) : undefined
  const word = words.length > 0 ? { enum: words } : { type: 'string' }
  const map = { type: 'object', properties: Object.fromEntries(names.map(name => [name, word])), additionalProperties: word }
  return {
    takes,
    words: [...names, ...words],
    schema: { anyOf: [...words.length > 0 ? [word] : [], { type: 'string' }, map] },
    parse,
    take
  }
}

const counts = `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`

/** Numbers greater than `Number.MAX_SAFE_INTEGER` are not exact. */
export const count = number(counts, 1, Number.MAX_SAFE_INTEGER, text => {
  const count = /^\d+$/.test(text) ? Number(text) : 0
  return count > 0 && Number.isSafeInteger(count) ? count : undefined
})

/** A number that follows from the machine if it is missing, which is 0. */
export const amount: Kind<number> = { ...count, parse: text => text === '' ? 0 : count.parse(text) }

export const port = number('0 to 65535', 0, 65535, text => /^\d{1,5}$/.test(text) && Number(text) < 65536 ? Number(text) : undefined)

export const host = text('an address', text => text === '' ? undefined : text)

export const toggle: Kind<boolean> = {
  takes: 'true or false',
  isSwitch: true,
  schema: { type: 'boolean' },
  parse: text => text === 'true' ? true : text === 'false' ? false : undefined,
  take: value => typeof value === 'boolean' ? value : undefined
}

/** A duration in ms, at most `longest`. */
function duration (takes: string, longest: number): Kind<number> {
  const read = (value: unknown) => {
    const duration = toMilliseconds(value) ?? 0
    return duration > 0 && duration <= longest ? duration : undefined
  }
  return { takes, schema: DurationSchema, parse: read, take: read }
}

export const lifetime = duration('a duration greater than 0', Number.MAX_SAFE_INTEGER)

/** Node's timers fire at once if they are longer than 2^31 - 1 ms. */
export const timeout = duration('a duration greater than 0 and at most 24d', 24 * 24 * 3_600_000)

export const file = text('a file', text => text)

/** The URL of a Redis or Valkey server, of several hosts of a Redis Cluster, or of Sentinels. */
export const store = text('redis://HOST:PORT, rediss://…, several hosts with commas, or redis+sentinel://HOST:PORT,…/NAME',
  text => text === '' || /^(?:rediss?)(?:\+sentinel)?:\/\/(?:[^@/]*@)?[^/@]+(?:\/[^/?]*)?$/.test(text) ? text : undefined)

/** A URL of an HTTP server, without a path. */
export const origin = text('a URL like http://10.0.0.7:5627', text => text === '' || /^https?:\/\/[^/?#\s]+$/.test(text) ? text : undefined)

/** A token for a header. */
export const token = text('a text of visible ASCII characters without spaces', text => /^[!-~]*$/.test(text) ? text : undefined)

export const seed: Kind<Seed> = {
  takes: 'a whole number or a word',
  schema: { type: ['integer', 'string'] },
  parse: text => /^\d{1,15}$/.test(text) ? Number(text) : text,
  // only numbers are safe integers
  take: value => typeof value === 'string' ? seed.parse(value) : Number.isSafeInteger(value) ? value as number : undefined
}

export const hosts = list('host names with commas', toHostname)

/** The origin of a web page, as a browser sends it. */
export const origins = list('origins like http://localhost:3000 with commas', text => URL.canParse(text) && new URL(text).origin === text
  ? text
  : undefined)

/** Modules that export providers. */
export const modules = list('files or packages with commas', name => name === '' ? undefined : name)

/** The JSON schema of the name of a provider: one of `names`, which an editor proposes, or that of a provider from outside. */
export function nameSchema (names: readonly string[]): object {
  return { anyOf: [{ enum: names }, { type: 'string' }] }
}

/** Some of the known providers, by name; `start` takes a provider itself, too. */
export function providerList (known: readonly Provider[]): Kind<Provider[]> {
  const names = known.map(({ name }) => name)
  const some = list(`some of ${names.join(',')}`, name => names.find(known => known === name), names)
  // in the order of the list, each once
  const toProviders = (chosen: string[] | undefined) =>
    chosen === undefined || chosen.length === 0 ? undefined : known.filter(({ name }) => chosen.includes(name))
  const toName = (value: unknown) => isObject(value) ? value.name : value
  return {
    ...some,
    schema: { anyOf: [{ type: 'array', items: nameSchema(names) }, { type: 'string' }] },
    parse: text => toProviders(some.parse(text)),
    take: value => toProviders(some.take(Array.isArray(value) ? value.map(toName) : value))
  }
}

/** Whether the lifecycle exists is known when the server is built. */
export function lifecycle (names: readonly string[]): Kind<PerProvider<string>> {
  return perProvider(names, 'a name, or PROVIDER=NAME, or several', name => name === '' ? undefined : name)
}

export function dialect (names: readonly string[]): Kind<PerProvider<Dialect>> {
  const takes = `${dialects.join(' or ')}, or PROVIDER=DIALECT, or several`
  return perProvider(names, takes, word => dialects.find(dialect => dialect === word), dialects)
}

const levels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']
export const level = text(levels.join(', '), text => levels.find(level => level === text), levels)

const formats = ['auto', 'pretty', 'json'] as const
export const format = text(formats.join(', '), text => formats.find(format => format === text), formats)

/** Whether requests are printed: `auto` for a terminal only. `start` also takes a function that is called with each line. */
export type Log = boolean | 'auto' | ((line: string) => void)

export const log: Kind<Log> = {
  takes: 'true, false or auto',
  words: ['true', 'false', 'auto'],
  isSwitch: true,
  schema: { enum: [true, false, 'auto'] },
  parse: text => text === 'auto' ? text : toggle.parse(text),
  // JavaScript cannot check the parameters of a function
  take: value => typeof value === 'function'
    ? value as (line: string) => void
    : typeof value === 'string' ? log.parse(value) : toggle.take(value)
}

/** A file, or for `start` also the snapshot itself. */
export const snapshot: Kind<string | object> = {
  takes: 'a file',
  schema: { type: 'string' },
  parse: text => text,
  take: value => typeof value === 'string' || isObject(value) ? value : undefined
}

/** Whether a value is an object and not an array. */
export function isObject (value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
