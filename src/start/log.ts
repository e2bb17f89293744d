import { createRequire } from 'node:module'
import pino, { type Logger } from 'pino'

/** Logs to stderr: JSON lines, or short lines for a terminal. No headers, and so no credentials, are logged. */
export function createLogger (level: string, isTerminal: boolean): Logger {
  const serializers = { err: pino.stdSerializers.err, req: ({ method, url }: { method: string, url: string }) => ({ method, url }) }
  if (!isTerminal) return pino({ level, serializers }, pino.destination({ dest: 2, sync: true }))
  const pretty = createRequire(import.meta.url)('pino-pretty')
  return pino({ level, serializers }, pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}
