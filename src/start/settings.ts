import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import type { Settings } from '../app.ts'
import { switchesOf, type Options } from './options.ts'

/**
 * Half of what the process may take: of the container's memory, the machine's, or V8's heap, whichever is least. The other half is for
 * what is not counted, such as connections and requests in progress.
 */
function shareOfMemory (): number {
  const { heap_size_limit: heap } = getHeapStatistics()
  return Math.floor(Math.min(process.constrainedMemory(), totalmem(), heap) / 2)
}

/** Converts options to settings, which are passed unchanged from here to the sandboxes. */
export function toSettings (options: Options): Settings {
  const { providers, clock, seed, lifecycle, dialect, host, controlToken } = options
  const { all = 'documented', of } = dialect
  return {
    providers,
    sandbox: {
      clock,
      seed: seed === '' ? undefined : seed,
      lifecycle: lifecycle.all ?? 'success',
      lifecycleOf: lifecycle.of,
      dialects: { ...Object.fromEntries(providers.map(({ name }) => [name, all])), ...of },
      switches: new Set(switchesOf(providers).filter(({ option }) => options[option] === true).map(({ name }) => name))
    },
    limits: {
      jobs: options.maxJobs,
      jobBytes: options.maxJobBytes,
      things: options.maxThings,
      thingBytes: options.maxThingBytes,
      fileBytes: options.maxFileBytes,
      requests: options.maxRequests,
      requestBytes: options.maxRequestBytes,
      sandboxes: options.maxSandboxes,
      memory: options.maxMemory === 0 ? shareOfMemory() : options.maxMemory,
      sandboxTtl: options.sandboxTtl,
      bodyTimeout: options.bodyTimeout,
      requestTimeout: options.requestTimeout,
      idleTimeout: options.idleTimeout
    },
    access: {
      controlToken: controlToken === '' ? undefined : controlToken,
      // a server that listens under a name is reached by that name
      allowedHosts: [host, ...options.allowedHosts],
      controlOrigins: options.controlOrigins
    },
    cors: options.cors,
    initial: {},
    cluster: options.cluster === ''
      ? undefined
      : {
          store: options.cluster,
          password: options.clusterPassword || undefined,
          secret: options.clusterSecret,
          lease: options.clusterLease,
          advertise: options.advertise || undefined
        },
    faultHeader: !options.noFaultHeader,
    hints: !options.noHints,
    metrics: options.metrics
  }
}
