const key = 'jobdouble'

/** By variable, what a client of a provider reads: where the provider is below a sandbox's URL, or a credential, of which any is good. */
const table = {
  STARFISH_BASE_URL: { path: '' },
  STARFISH_API_KEY: { key },
  IMMUTA_BASE_URL: { path: '' },
  IMMUTA_API_KEY: { key },
  // these two are what @julep/sdk itself reads
  JULEP_BASE_URL: { path: '/api' },
  JULEP_API_KEY: { key },
  WAVELINE_BASE_URL: { path: '' },
  WAVELINE_API_KEY: { key },
  DATASAUR_BASE_URL: { path: '' },
  DATASAUR_CLIENT_ID: { key },
  DATASAUR_CLIENT_SECRET: { key }
} as const satisfies Record<string, { path: string } | { key: string }>

/** Environment variables for the clients of all providers: their base URLs, and credentials that are good here and nowhere else. */
export type Env = Record<keyof typeof table, string>

/** The variables that lead clients to the sandbox at `url`. */
export function toEnv (url: string): Env {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, 'path' in entry ? `${url}${entry.path}` : entry.key])) as Env
}
