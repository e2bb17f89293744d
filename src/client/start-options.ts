import type { ClockChange } from './clock.ts'
import type { ProviderSwitches } from './names.ts'
import type { NewJob } from './jobs.ts'
import type { NewLifecycleRule } from './lifecycle-rules.ts'
import type { NewFault, NewFaults } from './new-fault.ts'
import type { Snapshot } from './sandbox.ts'
import type { Script } from './script.ts'
import type { NewStub } from './stubs.ts'
import type { Dialect, Dialects, Duration, LifecycleName, Provider, Seed } from './words.ts'

/** What each sandbox begins with, and has again after a reset, as in the configuration file. */
export interface InitialContents {
  /** Lifecycles by name. */
  lifecycles?: Readonly<Record<string, Script>> | undefined
  /** The rules that choose the lifecycles of the jobs that clients create. */
  lifecycleRules?: readonly NewLifecycleRule[] | undefined
  /** Faults, or the profiles of faults. */
  faults?: ReadonlyArray<NewFault | NewFaults> | undefined
  /** The responses to requests that no operation takes. */
  stubs?: readonly NewStub[] | undefined
  jobs?: readonly NewJob[] | undefined
}

/**
 * The settings of a server, with the names, values and defaults of the command line (docs/configuration.md), except that the
 * default port is free and nothing is logged.
 */
export interface StartOptions extends ProviderSwitches, InitialContents {
  /** The port to listen on; 0, the default, chooses a free port. */
  port?: number | undefined
  /** The address to listen on; `127.0.0.1` if missing. */
  host?: string | undefined
  /** The providers to serve: names, and your own, which `defineProvider` of `jobdouble/provider` returned; all built-in ones if missing. */
  providers?: ReadonlyArray<Provider | { readonly name: string }> | undefined
  /** How the clock of each sandbox starts, as a text or an object; `real` if missing. A frozen clock starts at 2025-01-01T00:00:00Z. */
  clock?: 'real' | 'frozen' | `frozen@${string}` | `scaled@${number}` | ClockChange | undefined
  /** The source of ids, durations and random draws; each sandbox draws its own if missing. */
  seed?: Seed | undefined
  /** The lifecycle of jobs that are created without one, for all providers or by provider; `success` if missing. */
  lifecycle?: LifecycleName | { readonly [P in Provider]?: LifecycleName | undefined } | undefined
  /** The dialect of all providers, or by provider; `documented` if missing. */
  dialect?: Dialect | Readonly<Partial<Dialects>> | undefined
  /** Omits `x-jobdouble-fault` from responses that a fault changed; false if missing. */
  noFaultHeader?: boolean | undefined
  /** Omits `x-jobdouble-hint`, which says what the client probably means, from rejections; false if missing. */
  noHints?: boolean | undefined
  /** A file with the certificate, as PEM, with which HTTPS is served; `tlsKey` has its key. */
  tlsCert?: string | undefined
  tlsKey?: string | undefined
  /** Whether HTTPS is served with a certificate that is made at the start; false if missing. */
  tlsSelfSigned?: boolean | undefined
  /** Whether `/metrics` is served, in the text format of Prometheus; false if missing. */
  metrics?: boolean | undefined
  /** The number of jobs that a sandbox keeps; 10,000 if missing. */
  maxJobs?: number | undefined
  /** Bytes of memory (an estimate) that the jobs of a sandbox take; 64 MB if missing. */
  maxJobBytes?: number | undefined
  /** The number of projects, tokens and the like that a sandbox keeps, of each kind; 10,000 if missing. */
  maxThings?: number | undefined
  /** Bytes of memory (an estimate) that the projects, tokens and the like of a sandbox take; 32 MB if missing. */
  maxThingBytes?: number | undefined
  /** Bytes of files that a sandbox keeps; 64 MB if missing. */
  maxFileBytes?: number | undefined
  /** The number of requests that the journal of a sandbox keeps; 10,000 if missing. */
  maxRequests?: number | undefined
  /** Bytes that the journal of a sandbox keeps; 16 MB if missing. */
  maxRequestBytes?: number | undefined
  /** Bytes of memory (an estimate) that all sandboxes take; half of what the process may take if missing. */
  maxMemory?: number | undefined
  /** The number of sandboxes; 10,000 if missing. */
  maxSandboxes?: number | undefined
  /** The number of connections at a time; as many as the open files allow if missing. */
  maxConnections?: number | undefined
  /** The time without a byte after which an incomplete request receives 408; a minute if missing, at most 24 days. */
  bodyTimeout?: Duration | undefined
  /** The time after which a request that is still arriving receives 408; 10 minutes if missing. */
  requestTimeout?: Duration | undefined
  /** The time after which a connection without a request is closed; 72 seconds if missing. */
  idleTimeout?: Duration | undefined
  /** The time without a request after which a sandbox is removed; an hour if missing. */
  sandboxTtl?: Duration | undefined
  /** The token that the control API requires. It must be given if other machines can reach the server. */
  controlToken?: string | undefined
  /** Names in the `Host` header under which the control API responds, in addition to `localhost` and `host`. */
  allowedHosts?: readonly string[] | undefined
  /** Whether web pages of any origin may call the providers; false if missing. */
  cors?: boolean | undefined
  /** The origins whose web pages may call the control API: `http://localhost:3000`; none if missing. */
  controlOrigins?: readonly string[] | undefined
  /** A file that keeps the sandbox `main`: loaded at the start if it exists, written by `close`. Or a snapshot, which is only loaded. */
  snapshot?: string | Snapshot | undefined
  /** The URL of the Redis or Valkey server through which several replicas share their sandboxes; none if missing. */
  cluster?: string | undefined
  /** The password of that server, if its URL has none. */
  clusterPassword?: string | undefined
  /** The secret that authenticates the replicas to each other; derived from `cluster` if missing. */
  clusterSecret?: string | undefined
  /** The time after which the sandboxes of a dead replica move to others; 3 s if missing. */
  clusterLease?: Duration | undefined
  /** The URL under which the other replicas reach this one; its own address if missing. */
  advertise?: string | undefined
  /** Whether a line for each request is printed to stderr, or a function that is called with each line; false if missing. */
  log?: boolean | 'auto' | ((line: string) => void) | undefined
  /** Whether no line for requests is printed, whatever `log` is; false if missing. */
  quiet?: boolean | undefined
  /** What is logged to stderr; `silent` if missing. */
  logLevel?: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | undefined
  /** The format of the log: `pretty` is short lines, `json` is JSON lines, `auto` (the default) is short lines on a terminal only. */
  logFormat?: 'auto' | 'pretty' | 'json' | undefined
}
