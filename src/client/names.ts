// Generated from src/providers and fixtures/lifecycles by `npm run build`. A test holds it against both.

/** A hosted service that jobdouble stands in for. */
export type Provider = 'starfish' | 'immuta' | 'julep' | 'waveline' | 'datasaur'

/** A lifecycle that every sandbox knows: docs/lifecycles.md shows each as a timeline. */
export type BuiltInLifecycle =
  | 'cancel-race'
  | 'cancelled'
  | 'expired'
  | 'failure'
  | 'flapping'
  | 'forgotten'
  | 'instant'
  | 'late'
  | 'partial-result'
  | 'regression'
  | 'retries-exhausted'
  | 'retry-then-success'
  | 'slow'
  | 'stuck'
  | 'success'
  | 'unknown-status'
  | 'waiting'

/** The switches of providers, each an option of `start`. */
export interface ProviderSwitches {
  /** Starfish accepts a job status request without projectId; false if missing. */
  starfishLenient?: boolean | undefined
  /** Immuta adds fields that are not documented; false if missing. */
  immutaExtraFields?: boolean | undefined
  /** Julep knows only the agents, users and tasks that were created; false if missing. */
  julepStrict?: boolean | undefined
}

/** The variables that the clients of all providers read; `{url}` stands for the base URL of a sandbox. Any credential is accepted. */
export const variables = {
  STARFISH_BASE_URL: '{url}',
  STARFISH_API_KEY: 'jobdouble',
  IMMUTA_BASE_URL: '{url}',
  IMMUTA_API_KEY: 'jobdouble',
  JULEP_BASE_URL: '{url}/api',
  JULEP_API_KEY: 'jobdouble',
  WAVELINE_BASE_URL: '{url}',
  WAVELINE_API_KEY: 'jobdouble',
  DATASAUR_BASE_URL: '{url}',
  DATASAUR_CLIENT_ID: 'jobdouble',
  DATASAUR_CLIENT_SECRET: 'jobdouble'
} as const
