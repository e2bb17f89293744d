import { createRequire } from 'node:module'
import pino, { type DestinationStream, type Logger } from 'pino'
import type { ExchangeView } from '../journal/index.ts'
import type { Options } from './options.ts'

/** Logs JSON lines to `destination` (default: stderr), or short lines to stderr. Does not log headers, which may contain credentials. */
export function createLogger (level: string, format: 'pretty' | 'json', destination?: DestinationStream): Logger {
  const serializers = { err: pino.stdSerializers.err, req: ({ method, url }: { method: string, url: string }) => ({ method, url }) }
  if (format === 'json') return pino({ level, serializers }, destination ?? pino.destination({ dest: 2, sync: true }))
  const pretty = createRequire(import.meta.url)('pino-pretty')
  return pino({ level, serializers }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}

/** Called with each request that has ended. `hint` says what the client of an unmatched request probably means. */
export type LogRequest = (request: ExchangeView, hint: string | undefined) => void

/** Where the lines go, and whether that is a terminal. */
export interface Output { isTerminal: boolean, print (line: string): void }

type LogOptions = Pick<Options, 'log' | 'quiet' | 'logLevel' | 'logFormat'>

/** Returns undefined if no requests are to be printed. */
export function createRequestLog ({ log, quiet, logLevel, logFormat }: LogOptions, { isTerminal, print }: Output): LogRequest | undefined {
  const isWanted = log === 'auto' ? isTerminal && ['info', 'debug', 'trace'].includes(logLevel) : log !== false
  if (quiet || !isWanted) return undefined
  const write = typeof log === 'function' ? log : print
  const isJson = logFormat === 'json' || (logFormat === 'auto' && log === true && !isTerminal)
  if (!isJson) return (request, hint) => write(toLine(request, hint))
  const logger = createLogger('info', 'json', { write: line => write(line.trimEnd()) })
  return (request, hint) => logger.info(toFields(request, hint), 'request')
}

/** `12:00:01 @shop julep.getJobStatus 200 0193f1d2-7a40-7c31-8f0e-2b6d5c9a1e47 running` */
function toLine (request: ExchangeView, hint: string | undefined): string {
  const { realAt, sandbox, provider, operations, method, path, status, jobs, faults, stub, outcome } = toFields(request, hint)
  const [job] = jobs
  const parts = [
    new Date(realAt).toTimeString().slice(0, 8),
    sandbox === 'main' ? '' : `@${sandbox}`,
    operations.join('+') || [provider, method, path].filter(part => part !== null).join(' '),
    status ?? '',
    outcome === 'broken' ? 'broken' : '',
    job === undefined ? '' : [job.id, job.state].join(' ').trim(),
    jobs.length > 1 ? `and ${jobs.length - 1} more` : '',
    ...faults,
    stub ?? '',
    hint === undefined ? '' : `(${hint})`
  ]
  // an id comes from a client, and a control character in it could change what the terminal shows
  return parts.filter(part => part !== '').join(' ').replace(/\p{Cc}/gu, '?')
}

function toFields (
  { id, realAt, sandbox, provider, operations, method, path, response, jobs, faults, stub, traceparent, outcome, durationMs }: ExchangeView,
  hint: string | undefined
) {
  const status = response?.status
  return {
    id,
    realAt,
    sandbox,
    provider,
    operations,
    method,
    path,
    status,
    outcome,
    jobs,
    faults,
    ...stub !== null && { stub },
    ...traceparent !== null && { traceparent },
    durationMs,
    ...hint !== undefined && { hint }
  }
}
