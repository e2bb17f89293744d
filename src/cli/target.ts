import { toUrl } from '../http/hosts.ts'
import type { Options } from '../start/index.ts'
import { UsageError } from './command-line.ts'

/** The settings on which the URL of a server depends. */
export type Address = Pick<Options, 'host' | 'port'> & Partial<Pick<Options, 'tlsCert' | 'tlsSelfSigned'>>

export function schemeOf ({ tlsCert = '', tlsSelfSigned = false }: Omit<Address, 'host' | 'port'>): 'http' | 'https' {
  return tlsSelfSigned || tlsCert !== '' ? 'https' : 'http'
}

/** The base URL of the server on which a command acts: `--url`, else that of the settings. Throws UsageError. */
export function toTarget ({ host, port, ...tls }: Address, url: string | undefined): string {
  if (url === undefined && port === 0) {
    throw new UsageError('--port 0 stands for any free port; pass the port or the URL of the ready line as --port or --url')
  }
  const base = (url ?? toUrl(host, port, schemeOf(tls))).replace(/\/+$/, '')
  if (/^https?:\/\/[\w.:[\]-]+(\/[\w.~-]+)*$/.test(base)) return base
  if (url === undefined) throw new UsageError(`--host takes an address, not ${JSON.stringify(host)}`)
  throw new UsageError(`--url takes the URL of a server, such as http://jobdouble:5627, not ${JSON.stringify(url)}`)
}

/** The base URL of a sandbox. Throws UsageError for a name that a sandbox cannot have. */
export function toSandboxUrl (base: string, sandbox: string): string {
  if (!/^[\w.-]{1,64}$/.test(sandbox)) throw new UsageError(`--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not ${JSON.stringify(sandbox)}`)
  return sandbox === 'main' ? base : `${base}/@${sandbox}`
}

/** Throws UsageError unless `value` is one of the words that a flag or a command takes. */
export function mustBeWord<T extends string> (flag: string, words: readonly T[], value: string): T {
  const word = words.find(word => word === value)
  if (word === undefined) throw new UsageError(`${flag} takes ${words.join(', ')}, not ${JSON.stringify(value)}`)
  return word
}
