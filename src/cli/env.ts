import { toEnv } from '../client/sandbox.ts'
import { providers, type Provider } from '../providers/index.ts'
import { mustBeWord, toSandboxUrl, toTarget, type Address } from './target.ts'

/** Writes variables in each format. No name or value has a character with a special meaning in a shell or in dotenv. */
const writers = {
  dotenv: variables => variables.map(([name, value]) => `${name}=${value}`).join('\n'),
  export: variables => variables.map(([name, value]) => `export ${name}='${value}'`).join('\n'),
  fish: variables => variables.map(([name, value]) => `set -gx ${name} '${value}'`).join('\n'),
  powershell: variables => variables.map(([name, value]) => `$Env:${name} = '${value}'`).join('\n'),
  json: variables => JSON.stringify(Object.fromEntries(variables), null, 2)
} as const satisfies Record<string, (variables: Array<[string, string]>) => string>

const formats = Object.keys(writers) as Array<keyof typeof writers> // the keys of the table

/** The flags of `jobdouble env`, besides the settings. */
export interface EnvFlags { sandbox?: string, format?: string, url?: string }

/** The variables that point the clients of all providers at a sandbox of the server with these settings. Throws UsageError. */
export function env (
  settings: Address, { sandbox = 'main', format = 'dotenv', url }: EnvFlags, known: readonly Provider[] = providers
): string {
  const write = writers[mustBeWord('--format', formats, format)]
  const templates = Object.assign({}, ...known.map(({ env }) => env)) as Record<string, string>
  return write(Object.entries(toEnv(toSandboxUrl(toTarget(settings, url), sandbox), templates)))
}
