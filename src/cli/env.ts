import { toEnv } from '../client/sandbox.ts'
import { toUrl } from '../http/hosts.ts'
import { UsageError } from './command-line.ts'
import type { Options } from '../start/index.ts'

/** By format, how a variable is written. No name and no value has a character that means something to a shell or to a reader of dotenv. */
const formats = {
  dotenv: variables => variables.map(([name, value]) => `${name}=${value}`).join('\n'),
  export: variables => variables.map(([name, value]) => `export ${name}='${value}'`).join('\n'),
  json: variables => JSON.stringify(Object.fromEntries(variables), null, 2)
} as const satisfies Record<string, (variables: Array<[string, string]>) => string>

/** What `jobdouble env` takes beside the settings. */
export interface EnvFlags { sandbox?: string, format?: string, url?: string }

/** The variables that lead the clients of all providers to a sandbox of the double with these settings. Throws UsageError. */
export function env ({ host, port }: Pick<Options, 'host' | 'port'>, { sandbox = 'main', format = 'dotenv', url }: EnvFlags): string {
  if (!Object.hasOwn(formats, format)) throw new UsageError(`--format takes ${Object.keys(formats).join(', ')}, not ${JSON.stringify(format)}`)
  if (!/^[\w.-]{1,64}$/.test(sandbox)) throw new UsageError(`--sandbox takes 1 to 64 of a-z A-Z 0-9 . _ -, not ${JSON.stringify(sandbox)}`)
  if (url === undefined && port === 0) throw new UsageError('--port 0 is whichever is free; say --port or --url as the ready line of the double has it')
  const base = (url ?? toUrl(host, port)).replace(/\/+$/, '')
  if (!/^https?:\/\/[\w.:[\]-]+(\/[\w.~-]+)*$/.test(base)) throw new UsageError(`${url === undefined ? '--host takes an address' : '--url takes the URL of a double, like http://jobdouble:5627'}, not ${JSON.stringify(url ?? host)}`)
  const variables = toEnv(sandbox === 'main' ? base : `${base}/@${sandbox}`)
  return formats[format as keyof typeof formats](Object.entries(variables))
}
