import { createRequire } from 'node:module'
import pino, { type DestinationStream, type Logger } from 'pino'

/** Logs JSON lines to `destination` (default: stderr), or short lines to stderr. Headers are not logged: they have credentials. */
export function createLogger (level: string, format: 'pretty' | 'json', destination?: DestinationStream): Logger {
  const serializers = { err: pino.stdSerializers.err, req: ({ method, url }: { method: string, url: string }) => ({ method, url }) }
  if (format === 'json') return pino({ level, serializers }, destination ?? pino.destination({ dest: 2, sync: true }))
  const pretty = createRequire(import.meta.url)('pino-pretty')
  return pino({ level, serializers }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}
