import { variables } from './providers.ts'

/** Environment variables for the clients of all providers: base URLs, and credentials that are accepted here and nowhere else. */
export type Env = Record<keyof typeof variables, string>

/** The variables that lead clients to the sandbox at `url`. */
export function toEnv (url: string): Env {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value.replace('{url}', url)])) as Env
}
