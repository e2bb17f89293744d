import { toHostname } from '../http/hosts.ts'
import { toMilliseconds, type ClockStart } from '../time/index.ts'
import { providers } from '../providers/index.ts'
import { isMoment } from '../validation/index.ts'

// How a text becomes the value of a setting; undefined if it is no good.

export const names = providers.map(({ name }) => name)

/** What holds for all providers, if anything is said of that, and for single ones: `success,julep=failure`. */
export interface PerProvider<T> { all: T | undefined, of: Record<string, T> }

export function readPerProvider<T> (text: string, read: (name: string) => T | undefined): PerProvider<T> | undefined {
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

export function readSwitch (text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** What `readCount` takes: beyond the end, numbers are no longer exact. */
export const counts = `a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`

export function readCount (text: string): number | undefined {
  const count = /^\d+$/.test(text) ? Number(text) : 0
  return count > 0 && Number.isSafeInteger(count) ? count : undefined
}

export function readPort (text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity
  return port < 65536 ? port : undefined
}

/** What can stand in a header. */
export function readToken (text: string): string | undefined {
  return /^[!-~]*$/.test(text) ? text : undefined
}

export function readLifetime (text: string): number | undefined {
  const lifetime = toMilliseconds(text)
  return lifetime === 0 ? undefined : lifetime
}

export function readHosts (text: string): string[] | undefined {
  const hosts = text.trim() === '' ? [] : text.split(',').map(host => toHostname(host.trim()))
  return hosts.includes(undefined) ? undefined : hosts as string[]
}

export function readProviders (text: string): string[] | undefined {
  const chosen = text.split(',').map(name => name.trim())
  return chosen.every(name => names.includes(name)) ? chosen : undefined
}

export function readClock (text: string): ClockStart | undefined {
  const [, mode, detail] = /^(real|frozen|scaled)(?:[@:=](.+))?$/.exec(text) ?? []
  if (mode === 'frozen') return detail === undefined ? { mode } : isMoment(detail) || /^\d{4}-\d\d-\d\d$/.test(detail) ? { mode, now: Date.parse(detail) } : undefined
  if (mode === 'scaled') return Number(detail) > 0 && Number(detail) <= 1_000_000 ? { mode, rate: Number(detail) } : undefined
  return mode === 'real' && detail === undefined ? { mode } : undefined
}
