import type { Provider } from './providers.ts'

export type { Provider } from './providers.ts'

/** Where a job is, in the same words for all providers. */
export type State = 'queued' | 'running' | 'retrying' | 'waiting' | FinalState

/** A job in one of these has ended: no time and no command moves it. */
export type FinalState = 'succeeded' | 'failed' | 'cancelled' | 'expired'

/** `documented`: what the provider's documents promise; `observed`: what its server has been seen to do. */
export type Dialect = 'documented' | 'observed'

/** How each provider speaks. */
export type Dialects = Record<Provider, Dialect>

/** `real` keeps the machine's time, `scaled` goes faster or slower, `frozen` stands still until it is advanced. */
export type ClockMode = 'real' | 'scaled' | 'frozen'

/** A number of milliseconds, or `"1500ms"`, `"30s"`, `"5m"`, `"2h"`, `"1d"`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** ISO 8601 with milliseconds: `2025-01-01T00:00:00.000Z`. */
export type Moment = string

/** Where ids, durations and draws come from: the same seed and the same requests give the same answers. */
export type Seed = number | string
