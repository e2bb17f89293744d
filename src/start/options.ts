import type { ProviderSwitches } from '../client/names.ts'
import type { InitialContents, StartOptions } from '../client/start-options.ts'
import { providers, type Provider } from '../providers/index.ts'
import { clock } from './clock-value.ts'
import {
  amount, count, dialect, file, format, host, hosts, level, lifecycle, lifetime, log, modules, origin, origins, port, providerList,
  seed, snapshot, store, timeout, toggle, token, type Kind
} from './values.ts'

/** A setting: its kind of values, its default as a text, and its line of the help. */
export interface Option<T> extends Kind<T> {
  readonly default: string
  readonly help: string
  /** Its value is not shown in error messages. */
  readonly secret?: true
}

/** An option that is unknown or has a value that is not valid. The message is one line and names the option. */
export class InvalidOption extends Error {
  /** The name of the option, or a path in its value; undefined if the options as a whole are not valid. */
  readonly option: string | undefined

  constructor (message: string, option?: string) {
    super(message)
    this.option = option
  }
}

const MB = 1024 * 1024

type Own = Exclude<keyof StartOptions, keyof ProviderSwitches | keyof InitialContents> | 'provider'

/**
 * Every setting that is not a switch of a provider, for `start` and the command line; `optionsOf` adds the providers. A test holds
 * docs/configuration.md against it.
 */
const own = {
  port: { ...port, default: '5627', help: 'the port to listen on; 0 chooses a free port' },
  host: { ...host, default: '127.0.0.1', help: 'the address to listen on' },
  providers: { ...providerList(providers), default: '', help: 'the providers to serve' },
  provider: { ...modules, default: '', help: 'modules that export providers of your own, which are served in addition' },
  clock: { ...clock, default: 'real', help: 'how the clock of each sandbox starts' },
  seed: { ...seed, default: '', help: 'the source of ids, durations and random draws; each sandbox draws its own if missing' },
  lifecycle: { ...lifecycle([]), default: 'success', help: 'the lifecycle of jobs that are created without one' },
  dialect: { ...dialect([]), default: 'documented', help: 'what the documentation promises, or what the server has been seen to do' },
  noFaultHeader: { ...toggle, default: 'false', help: 'responses that a fault changed do not carry x-jobdouble-fault' },
  noHints: {
    ...toggle,
    default: 'false',
    help: 'rejected requests do not carry x-jobdouble-hint, which says what the client probably means'
  },
  tlsCert: { ...file, default: '', help: 'a file with the certificate (PEM) to serve HTTPS; --tls-key has its key' },
  tlsKey: { ...file, default: '', help: 'a file with the private key (PEM) of --tls-cert' },
  tlsSelfSigned: { ...toggle, default: 'false', help: 'serves HTTPS with a certificate that is made at the start' },
  metrics: { ...toggle, default: 'false', help: 'serves /metrics in the text format of Prometheus' },
  maxJobs: { ...count, default: '10000', help: 'jobs that a sandbox keeps; the oldest finished job is evicted first' },
  maxJobBytes: { ...count, default: String(64 * MB), help: 'bytes of memory (an estimate) that the jobs of a sandbox take' },
  maxThings: { ...count, default: '10000', help: 'projects, tokens and the like that a sandbox keeps, of each kind' },
  maxThingBytes: { ...count, default: String(32 * MB), help: 'bytes of memory (an estimate) that they take' },
  maxFileBytes: { ...count, default: String(64 * MB), help: 'bytes of files that a sandbox keeps' },
  maxRequests: { ...count, default: '10000', help: 'requests that the journal of a sandbox keeps; the oldest is evicted first' },
  maxRequestBytes: { ...count, default: String(16 * MB), help: 'bytes that the journal of a sandbox keeps' },
  maxMemory: {
    ...amount,
    default: '',
    help: 'bytes of memory (an estimate) that all sandboxes take; half of what the process may take if missing'
  },
  maxSandboxes: { ...count, default: '10000', help: 'sandboxes at a time' },
  maxConnections: { ...amount, default: '', help: 'connections at a time; as many as the open files allow if missing' },
  bodyTimeout: { ...timeout, default: '1m', help: 'the time without a byte after which an incomplete request receives 408' },
  requestTimeout: { ...timeout, default: '10m', help: 'the time after which a request that is still arriving receives 408' },
  idleTimeout: { ...timeout, default: '72s', help: 'the time after which a connection without a request is closed' },
  sandboxTtl: { ...lifetime, default: '1h', help: 'the time without a request after which a sandbox is removed' },
  controlToken: {
    ...token,
    default: '',
    help: 'the token that the control API requires; it must be given if other machines can reach the server',
    secret: true
  },
  allowedHosts: { ...hosts, default: '', help: 'names under which the control API responds in addition to localhost' },
  cors: { ...toggle, default: 'false', help: 'web pages of any origin may call the providers' },
  controlOrigins: { ...origins, default: '', help: 'origins whose web pages may call the control API' },
  snapshot: { ...snapshot, default: '', help: 'a file that keeps the sandbox main: loaded at the start, written at a clean stop' },
  cluster: { ...store, default: '', help: 'the store through which several replicas share their sandboxes', secret: true },
  clusterPassword: { ...token, default: '', help: 'the password of the store, if its URL has none', secret: true },
  clusterSecret: {
    ...token,
    default: '',
    help: 'the secret that authenticates the replicas to each other; derived from the URL of the store if missing',
    secret: true
  },
  clusterLease: { ...timeout, default: '3s', help: 'the time after which the sandboxes of a dead replica move to others' },
  advertise: { ...origin, default: '', help: 'the URL under which the other replicas reach this one; its own address if missing' },
  log: {
    ...log,
    default: 'auto',
    help: 'prints a line for each request to stderr; auto: on a terminal, unless the log level is above info'
  },
  quiet: { ...toggle, default: 'false', help: 'prints no line for requests, also on a terminal' },
  logLevel: { ...level, default: 'info', help: 'what is logged, to stderr' },
  logFormat: { ...format, default: 'auto', help: 'pretty: short lines; json: JSON lines; auto: short lines on a terminal, else JSON lines' }
} as const satisfies { readonly [Name in Own]-?: Option<unknown> }

/** The switches of providers as options: `--starfish-lenient`. */
export function switchesOf (known: readonly Provider[]): Array<{ option: string, name: string, help: string }> {
  return known.flatMap(provider => Object.entries(provider.switches ?? {}).map(([key, help]) => {
    const name = `${provider.name}-${key}`
    return { option: toOption(name), name, help }
  }))
}

/** Every setting by name, for these providers. */
export function optionsOf (known: readonly Provider[]): Readonly<Record<string, Option<unknown>>> {
  const switches = switchesOf(known).map(({ option, help }) => [option, { ...toggle, default: 'false', help }])
  const names = known.map(({ name }) => name)
  return {
    ...own,
    providers: { ...own.providers, ...providerList(known), default: names.join() },
    lifecycle: { ...own.lifecycle, ...lifecycle(names) },
    dialect: { ...own.dialect, ...dialect(names) },
    ...Object.fromEntries(switches)
  }
}

/** Every setting by name, for the providers of the package. */
export const options = optionsOf(providers)

/** The values of all options; an empty text where none is given. */
export type Options = { [Name in keyof typeof own]: NonNullable<ReturnType<(typeof own)[Name]['parse']>> } &
  { readonly [providerSwitch: string]: unknown }

/** The keys of the configuration file for the initial contents of sandboxes, by their names in `start`. */
export const initialKeys: Readonly<Record<keyof InitialContents, string>> = {
  lifecycles: 'lifecycles',
  lifecycleRules: 'lifecycle-rules',
  faults: 'faults',
  stubs: 'stubs',
  jobs: 'jobs'
}

/** `sandboxTtl` → `sandbox-ttl` */
export function toFlag (name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `starfish-lenient` → `starfishLenient` */
function toOption (flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
