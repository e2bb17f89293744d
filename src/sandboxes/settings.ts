import type { Seed } from '../random/index.ts'
import type { ClockStart } from '../time/index.ts'

/** `documented`: as the documentation of the provider says; `observed`: as its server has been seen to respond. */
export const dialects = ['documented', 'observed'] as const

export type Dialect = typeof dialects[number]

/** The initial state of a sandbox, also after a reset, unless it is created with other settings. */
export interface SandboxDefaults {
  readonly clock: ClockStart
  /** The source of ids and draws; each sandbox draws its own seed if it is undefined. */
  readonly seed: Seed | undefined
  /** The name of the lifecycle of a job that is created without one, and by provider where it differs. */
  readonly lifecycle: string
  readonly lifecycleOf: Readonly<Record<string, string>>
  /** By provider; `documented` for a provider that is missing. */
  readonly dialects: Readonly<Record<string, Dialect>>
  /** The switches of providers that are on: `starfish-lenient`. */
  readonly switches: ReadonlySet<string>
}

/** The limits of what is kept. Bytes of memory are estimates. */
export interface Limits {
  /** Jobs of a sandbox, and bytes of memory that they take. */
  readonly jobs: number
  readonly jobBytes: number
  /** Items in each collection of a sandbox (projects, tokens and the like), and bytes of memory that all of them take. */
  readonly things: number
  readonly thingBytes: number
  readonly fileBytes: number
  /** Exchanges in the journal of a sandbox, and bytes that they take. */
  readonly requests: number
  readonly requestBytes: number
  readonly sandboxes: number
  /** Bytes of memory that all sandboxes together take. */
  readonly memory: number
  /** ms without a request after which a sandbox is removed. */
  readonly sandboxTtl: number
  /** ms without a byte after which a request with an incomplete head or body is aborted. */
  readonly bodyTimeout: number
  /** ms after which a request must have arrived. */
  readonly requestTimeout: number
  /** ms without a request after which a connection is closed. */
  readonly idleTimeout: number
}
