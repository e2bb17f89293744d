import type { BuiltInLifecycle, Provider } from './names.ts'

export type { BuiltInLifecycle, Provider, ProviderSwitches } from './names.ts'

/** The name of a provider: an editor proposes the built-in ones. */
export type ProviderName = Provider | (string & {})

/** The name of a lifecycle: a built-in one, or one that was uploaded. */
// `string & {}` accepts every string and keeps the known names for completion in editors
export type LifecycleName = BuiltInLifecycle | (string & {})

/** The state of a job, in the same words for all providers. */
export type State = 'queued' | 'running' | 'retrying' | 'waiting' | FinalState

/** A job in one of these states has ended: neither time nor a command changes it. */
export type FinalState = 'succeeded' | 'failed' | 'cancelled' | 'expired'

/** `documented`: what the provider's documentation promises; `observed`: what its server has been seen to do. */
export type Dialect = 'documented' | 'observed'

/** The dialect of each provider. */
export type Dialects = Record<Provider, Dialect>

/** `real` follows the time of the machine, `scaled` runs faster or slower, `frozen` stops until it is advanced. */
export type ClockMode = 'real' | 'scaled' | 'frozen'

/** A number of milliseconds, or `"1500ms"`, `"30s"`, `"5m"`, `"2h"`, `"1d"`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** ISO 8601 with milliseconds: `2025-01-01T00:00:00.000Z`. */
export type Moment = string

/** The source of ids, durations and draws: the same seed and the same requests give the same responses. */
export type Seed = number | string
