import type { Settings } from './app.ts'
import { providers } from './providers/index.ts'
import type { Seed } from './random/index.ts'
import type { Dialect } from './sandboxes/index.ts'
import type { ClockStart } from './time/index.ts'

const MB = 1024 * 1024

/** The settings of a double by name, as `start()` and the command line take them. */
export interface Options {
  /** The names of the providers to serve. */
  providers: readonly string[]
  /** Where the clock of each sandbox begins. */
  clock: ClockStart
  /** The source of ids and draws; each sandbox draws its own seed if it is undefined. */
  seed: Seed | undefined
  /** The lifecycle of a job that is created without one, and by provider where it differs. */
  lifecycle: string
  lifecycleOf: Readonly<Record<string, string>>
  /** By provider; a provider that is missing speaks the documented dialect. */
  dialects: Readonly<Record<string, Dialect>>
  /** The switches of providers that are on: `starfish-lenient`. */
  switches: Iterable<string>
  /** Whether a response that a fault affects names the faults in `x-jobdouble-fault`. */
  faultHeader: boolean
  maxJobs: number
  maxJobBytes: number
  maxThings: number
  maxThingBytes: number
  maxFileBytes: number
  maxRequests: number
  maxRequestBytes: number
  maxSandboxes: number
  /** ms without a request after which a sandbox is removed. */
  sandboxTtl: number
  /** ms without a byte after which the head or the body of a request is given up. */
  bodyTimeout: number
  /** What the control API requires as `Authorization: Bearer TOKEN`. */
  controlToken: string | undefined
  /** The names in a Host header to which the control API responds, beside loopback and the address that was reached. */
  allowedHosts: readonly string[]
}

/** What holds for an option that is missing. The command line shows these. */
export const defaults: Readonly<Options> = {
  providers: providers.map(({ name }) => name),
  clock: { mode: 'real' },
  seed: undefined,
  lifecycle: 'success',
  lifecycleOf: {},
  dialects: {},
  switches: [],
  faultHeader: true,
  maxJobs: 10_000,
  maxJobBytes: 64 * MB,
  maxThings: 10_000,
  maxThingBytes: 32 * MB,
  maxFileBytes: 64 * MB,
  maxRequests: 10_000,
  maxRequestBytes: 16 * MB,
  maxSandboxes: 10_000,
  sandboxTtl: 3_600_000,
  bodyTimeout: 60_000,
  controlToken: undefined,
  allowedHosts: []
}

/** Options that may be missing, or undefined. */
export type GivenOptions = { [Name in keyof Options]?: Options[Name] | undefined }

/** The settings in the shape that goes from here to the sandboxes unchanged. */
export function toSettings (given: GivenOptions): Settings {
  const options = { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) } as Options
  const { clock, seed, lifecycle, lifecycleOf, dialects } = options
  return {
    providers: options.providers,
    sandbox: { clock, seed, lifecycle, lifecycleOf, dialects, switches: new Set(options.switches) },
    limits: {
      jobs: options.maxJobs,
      jobBytes: options.maxJobBytes,
      things: options.maxThings,
      thingBytes: options.maxThingBytes,
      fileBytes: options.maxFileBytes,
      requests: options.maxRequests,
      requestBytes: options.maxRequestBytes,
      sandboxes: options.maxSandboxes,
      sandboxTtl: options.sandboxTtl,
      bodyTimeout: options.bodyTimeout
    },
    access: { controlToken: options.controlToken, allowedHosts: options.allowedHosts },
    faultHeader: options.faultHeader
  }
}
